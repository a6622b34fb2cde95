kind items
include a.profile

include b.profile

kind items
header none
customer = %1
doc = %2
type = invoice
date = %3
currency = %4
amount = %5

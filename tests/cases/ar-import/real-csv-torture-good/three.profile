kind customers
header none
customer = %1 | "-"
name = %2
block = %3

kind customers
customer = %1 | "-"
name = %2
block = %?3
phone = %?4

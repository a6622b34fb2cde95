kind items
date-format iso
customer = %c
doc = %d
type = invoice
date = 2026-01-31
currency = %cur
amount = %amt
negative parentheses crdr
currency-symbol any

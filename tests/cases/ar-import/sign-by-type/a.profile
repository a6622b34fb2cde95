kind items
customer = C
doc = %d
type = %t
  IN = invoice
  /^C/ = credit
date = 2026-01-01
currency = %c
amount = %a
sign-by-type credit payment

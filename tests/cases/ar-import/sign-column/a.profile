kind items
customer = C
doc = %d
type = invoice
date = 2026-01-01
currency = %c
amount = %a
sign-column %s plus S minus H
open = %a

kind items
customer = C
doc = %d
type = invoice
date = 2026-01-01
currency = %c
amount = %a
separator semicolon
decimal-mark ,
thousands .
negative trailing

kind items
customer = %Cust
doc = %Doc
type = invoice
date = 03/04/2026
currency = %Cur
amount = %Amount

kind items
customer = %Cust
doc = %Doc
type = invoice
date = %6
currency = %Cur
amount = %Amount

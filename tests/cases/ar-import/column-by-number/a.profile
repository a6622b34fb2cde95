kind items
customer = %Cust
doc = %Doc
type = invoice
date = %3
currency = %Cur
amount = %Amount

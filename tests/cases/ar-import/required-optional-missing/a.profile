kind items
customer = %Cust
doc = %?Document
type = invoice
date = %Date
currency = %Cur
amount = %Amount

kind items
customer = %Cust
type = invoice
date = %Date
currency = %Cur
amount = %Amount

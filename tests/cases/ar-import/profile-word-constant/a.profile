kind items
customer = %Cust
doc = %Doc
type = bill
date = %Date
currency = %Cur
amount = %Amount

kind items
customer = %Cust
doc = %Doc
type = %Doc
date = %Date
currency = %Cur
amount = %Amount

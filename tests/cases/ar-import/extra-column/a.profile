kind items
customer = %Cust
doc = %Doc
type = invoice
date = %Date
currency = %Cur
amount = %Amount
region = north
sales_rep = %Cust "/" %Doc

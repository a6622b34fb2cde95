kind items
customer = %Cust
doc = %Doc
type = invoice
date = %Date
currency = %Cur
amount = %Amount
header none
columns Cust, Doc, Date, Cur, Amount

kind items
customer = %Cust
doc = %Doc
type = invoice
date = %Date
currency = %Cur
amount = %Amount
if /^Total/
  skip

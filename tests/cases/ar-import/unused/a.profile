kind items
customer = %Cust
doc = %Doc
type = invoice
date = %Date
currency = %Cur
amount = %Amount
terms = %Doc
  0001 = net 30
  9999 = net 60
skip /^Total/
if %Cust = C9
  name = x
strip .0 doc

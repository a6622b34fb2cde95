kind items
customer = %Cust
doc = %Doc
type = invoice
date = %Date
currency = %Cur
amount = %Amount
if %Cust = C2
  reject no business with them

kind items
customer = %Cust
doc = %Doc
type = invoice
date = %Date
currency = %Cur
amount = %Amount

if %Cust = C1 and not %Amount /^-/
or %Doc empty
  doc = none
if /C2,0002/ or /C4/i
and %Cur = JPY
  type = credit
  region = east
if %Cust /^X/
  skip
if %Cust = C5
  reject no business with them

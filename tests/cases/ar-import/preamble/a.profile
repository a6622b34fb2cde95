kind items
customer = %Cust
doc = %Doc
type = invoice
date = %Date
currency = %Cur
amount = %Amount
header /^Cust,/
fields fill
skip /^Subtotal/
stop /^Total/
skip 1

kind items
customer = %Cust
doc = %Doc
type = invoice
date = %Date
currency = %Cur
amount = %Amount
due = %Date + %Days days
cleared = %Date + 1 months
known = %Date - 1 days
as_of = %Date + longest %Days %More days

kind items
header 1
customer = %Customer
name = %Name
doc = %Doc
type = %Type
date = %Date
due = %Due
currency = %Currency
amount = %Amount
reference = %Note

kind items
customer = %CustomerName
doc = %InvoiceNumber
type = invoice
date-format mdy
pivot 68
date = %InvoiceDate
due = %DueDate
currency = %Currency
amount = %BillTotal
open = %BillTotal - %Applied
terms = %CustomerTerms
purchase_order = %CustomerPoNumber
state = %Status

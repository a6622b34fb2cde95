# 40,000 paid invoices: the customer is the first word of the name
kind items
date-format %d-%b-%Y
customer = %"Customer Name"
doc = %"Invoice ID"
type = invoice
date = %"Invoice Date"
due = %"Due Date"
currency = %Currency
amount = %"Invoice Amount ($)"
cleared = %"Payment Date"

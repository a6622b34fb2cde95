# 40,000 paid invoices as published: no customer number, so the name is the account; six have no invoice number
kind items
date-format %d-%b-%Y
customer = %"Customer Name"
entity = %"Business Code"
doc = %"Invoice ID"
type = invoice
date = %"Invoice Date"
due = %"Due Date"
currency = %Currency
amount = %"Invoice Amount ($)"
cleared = %"Payment Date"
status = %"Application Status"

header /^Account/
customer = %Account
doc = %Invoice
type = invoice
date = %Day
currency = EUR
amount = %Sum

kind items
customer = %client_name
doc = %invoice_id
type = invoice
date = %invoice_date
due = %due_date
currency = USD
amount = %invoice_amount
open = %balance_due
dispute = %notes /(Disputed)/
service = %service_type

kind items
customer = %customer_id
name = %customer_name
doc = %invoice_number
type = invoice
date = %invoice_date
due = %due_date
round half-up
currency = AUD
amount = %total_inc_gst
open = %total_inc_gst - %paid_amount
cleared = %paid_date
tax = %gst_amount

# open items out of SAP by way of a spreadsheet; what was paid when is in other columns, somebody's prediction and left alone
kind items
customer = %cust_number
name = %name_customer
entity = %business_code
doc = %doc_id
type = %"document type"
  RV = invoice
date = %document_create_date
due = %due_in_date
currency = %invoice_currency
amount = %total_open_amount
open = %total_open_amount
terms = %cust_payment_terms
  NAA8 = net 15
  NAH4 = net 15
strip .0 doc

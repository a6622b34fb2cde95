# odoo: Odoo, Accounting > Customers > Invoices (or Credit Notes): all chosen, Action > Export, as CSV.
#
# Export with the columns of the list view; amounts are signed there ("Total Signed" in the company's currency is not
# used). Drafts and cancelled invoices are left out.
kind items
trim
null False
date-format iso | dmy
thousands comma

if %?Status /^(Draft|Cancelled|Cancel)$/i
  skip
if %Number empty
  skip

customer = %?"Partner/ID" | %?"Invoice Partner Display Name" | %?Partner | %?Customer
name = %?"Invoice Partner Display Name" | %?Partner | %?Customer
entity = %?Company
doc = %Number
type = %?Type | "Customer Invoice"
  Customer Invoice = invoice
  out_invoice = invoice
  Customer Credit Note = credit
  out_refund = credit
  else = journal
sign-by-type credit
date = %?"Invoice/Bill Date" | %?"Invoice Date"
due = %?"Due Date"
currency = %?Currency | %?"Currency/Currency"
amount = %?Total | %?"Total in Currency"
open = %?"Amount Due"
tax = %?Tax
reference = %?"Payment Reference" | %?Reference
purchase_order = %?"Source Document" | %?Origin

# odoo: Odoo, Accounting > Customers > Invoices (or Credit Notes): all chosen, Action > Export, as CSV.
#
# Export with the columns of the list view ("Total Signed" in the company's currency is not used). Credit notes come
# negative or, where a column Type tells them, without a sign. Drafts and cancelled invoices are left out.
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
date = %?"Invoice/Bill Date" | %?"Invoice Date"
due = %?"Due Date"
currency = %?Currency | %?"Currency/Currency"
amount = %?"Total in Currency Signed" | %?"Total in Currency" | %?Total
open = %?"Amount Due"
tax = %?Tax
reference = %?"Payment Reference" | %?Reference
purchase_order = %?"Source Document" | %?Origin

if %?Type empty and %?"Total in Currency Signed" /^-/
or %?Type empty and %?"Total in Currency" /^-/
or %?Type empty and %?Total /^-/
  type = credit
if %?Type /^(Customer Credit Note|out_refund)$/ and %?"Total in Currency Signed" empty and %?"Total in Currency" /^[0-9]/
  amount = -%?"Total in Currency"
if %?Type /^(Customer Credit Note|out_refund)$/ and %?"Total in Currency Signed" empty
and %?"Total in Currency" empty and %?Total /^[0-9]/
  amount = -%?Total
if %?Type /^(Customer Credit Note|out_refund)$/ and %?"Amount Due" /^[0-9]/
  open = -%?"Amount Due"

# erpnext: ERPNext and Frappe Books, report Accounts Receivable, exported as CSV or from the spreadsheet.
#
# Outstanding is what is open; invoiced, paid and credited tell what it was. Rows of totals have no voucher. Dates are
# YYYY-MM-DD, or D-M-YYYY as the user's settings write them.
kind items
fields fill
trim
date-format iso | dmy
thousands comma

if %"Voucher No" empty
  skip

customer = %?Party | %?Customer
name = %?"Party Name" | %?"Customer Name"
entity = %?Company
doc = %"Voucher No"
type = %"Voucher Type"
  Sales Invoice = invoice
  Payment Entry = payment
  Journal Entry = journal
  Credit Note = credit
  else = debit
if %"Voucher Type" = "Sales Invoice" and %?"Invoiced Amount" /^-/
  type = credit
if %"Voucher Type" = "Payment Entry" or %"Voucher Type" = "Journal Entry"
  amount = %?"Outstanding Amount" | %?Outstanding
date = %"Posting Date"
due = %"Due Date"
currency = %Currency
amount = %?"Invoiced Amount" | %?Invoiced | %?"Outstanding Amount" | %?Outstanding
open = %?"Outstanding Amount" | %?Outstanding
purchase_order = %?"Customer LPO" | %?"PO No"
reference = %?Remarks
territory = %?Territory

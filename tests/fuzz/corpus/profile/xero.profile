# xero: Xero, Business > Invoices > Export: sales invoices as CSV, one row a line item.
#
# Every row repeats the totals of its invoice, so only the first row of each invoice counts. Dates are D/M/YYYY; for the
# American setting copy this profile (--print-profile) and write mdy. Drafts, voided and deleted invoices are left out.
kind items
trim
date-format dmy | iso
thousands comma
negative parentheses
once %InvoiceNumber

if %?Status /^(Draft|Submitted|Voided|Deleted)$/i
  skip

customer = %?AccountNumber | %ContactName
name = %ContactName
doc = %InvoiceNumber
type = %?Type | "Sales invoice"
  Sales invoice = invoice
  Sales credit note = credit
  /credit|ACCRECCREDIT/i = credit
  /overpayment|prepayment/i = payment
  else = invoice
date = %InvoiceDate
due = %DueDate
currency = %Currency
amount = %Total
open = %InvoiceAmountDue
tax = %?TaxTotal
reference = %?Reference

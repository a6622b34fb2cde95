# sage: Sage 50 (UK), Customers > Reports > Aged Debtors (Detailed), or the list of customer activity, exported as CSV.
#
# SI are invoices, SC credit notes, SR and SA receipts; credits and receipts come positive. Dates are D/M/YYYY. There is
# no currency column: copy this profile (--print-profile) where the books are not in pounds.
kind items
header /A\/C/i
fields fill
trim
date-format dmy | iso
thousands comma
negative parentheses
currency-symbol "£"
sign-by-type credit payment

if %"A/C" empty
  skip
skip /^"?(Totals?|Grand Totals?)\b/i

customer = %"A/C"
name = %?Name | %?"Account Name"
doc = %No
type = %Type
  SI = invoice
  SC = credit
  SR = payment
  SA = payment
  SD = credit
date = %Date
due = %?"Due Date" | %?Due
currency = GBP
amount = %?"Gross Amount" | %?Amount | %?Gross
open = %?Outstanding | %?"O/S Amount" | %?Balance
reference = %?Ref | %?Reference
purchase_order = %?"Order No" | %?"Ex.Ref"

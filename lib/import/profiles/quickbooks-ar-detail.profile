# quickbooks-ar-detail: QuickBooks, Reports > Customers & Receivables > A/R Aging Detail, exported as CSV.
#
# Title lines stand above the header, bucket headings and totals among the rows. Dates are M/D/YYYY. There is no currency
# column: copy this profile (--print-profile) and name another one where the books are not in US dollars. Credit memos
# and payments come negative. The report is a snapshot of what is open at its date.
kind items
header /^(?=.*\bNum\b)(?=.*\bDue Date\b)(?=.*\bOpen Balance\b)/i
fields fill
trim
null N/A
date-format mdy | iso
thousands comma
negative parentheses
currency-symbol $

if %Date empty and %Num empty
or %Date empty and %Num /^(Total|Grand|Current|> ?\d|\d+ ?- ?\d|\d+ and over)/i
  skip
if %Date /^total\b/i
or %"Open Balance" empty and %"Due Date" empty
  skip

customer = %?Customer | %?Name | %?"Customer full name" | %?"Customer:Job"
doc = %Num | "no number " %Date
type = %?Type | %?"Transaction Type" | "Invoice"
  Invoice = invoice
  Credit Memo = credit
  Payment = payment
  /journal/i = journal
  else = debit
if %?Type empty and %?"Transaction Type" empty and %"Open Balance" /^[($]*-|^\$?\(/
  type = credit
date = %Date
due = %"Due Date"
currency = USD
amount = %?Amount | %"Open Balance"
open = %"Open Balance"
terms = %?Terms
purchase_order = %?"P.O. #" | %?"P. O. #" | %?"PO Number"

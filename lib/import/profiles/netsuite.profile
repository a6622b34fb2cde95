# netsuite: NetSuite, saved search on transactions (A/R), or Reports > A/R Aging Detail, exported as CSV.
#
# Titles may stand above the header; totals have no document number. Dates are M/D/YYYY, amounts signed, with a minus or
# in parentheses. Without a column Currency the amounts are taken as US dollars.
kind items
header /Document Number/i
fields fill
trim
null "- None -"
date-format mdy | iso
thousands comma
negative parentheses
currency-symbol any

if %"Document Number" empty
  skip

customer = %?Name | %?Customer | %?Entity
entity = %?Subsidiary
doc = %"Document Number"
type = %Type
  Invoice = invoice
  Credit Memo = credit
  Payment = payment
  Customer Deposit = payment
  Deposit Application = payment
  Journal = journal
  else = debit
date = %Date
due = %?"Due Date" | %?"Due Date/Receive By"
currency = %?Currency | "USD"
  US Dollar = USD
  USA = USD
  Euro = EUR
  British pound = GBP
  Canadian Dollar = CAD
amount = %?"Amount (Foreign Currency)" | %?Amount | %?"Open Balance" | %?"Amount Remaining"
open = %?"Open Balance" | %?"Amount Remaining (Foreign Currency)" | %?"Amount Remaining"
cleared = %?"Date Closed"
terms = %?Terms
purchase_order = %?"P.O. No." | %?"PO/Check Number"
reference = %?Memo

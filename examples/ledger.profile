# How to read ledger.csv, the item list of a German accounting system (ar-import.5 has the language).
kind items
separator semicolon
header /^Account;Name;/
stop %Account = Total
date-format dmy
decimal-mark ,
thousands .

customer = %Account
name = %Name
doc = %Document
type = %Type
    RV = invoice
    CM = credit
    DM = debit
    PY = payment
date = %"Doc. date"
due = %Due
currency = %"Curr."
amount = %Amount
cleared = %Cleared
reference = %Reference
purchase_order = %"Your order"
terms = %Terms
dispute = %Block

# The system prints credit memos and payments without a sign; to us they are negative.
sign-by-type credit payment

# sap-fbl5n: SAP customer line items, transaction FBL5N, list exported as a local file (List > Export > Spreadsheet).
#
# English column titles of the standard layout; amounts are signed, a minus stands behind the number. Subtotal rows have
# no document number and are left out. Dates are D.M.YYYY or YYYY-MM-DD; for the American setting copy this profile
# (--print-profile) and write mdy.
kind items
header /Document Number/i
trim
date-format dmy | iso
decimal-mark point
thousands comma
negative trailing

if %"Document Number" empty
  skip
if not %?"Special G/L ind." empty
  skip

customer = %?Customer | %?Account
name = %?"Name 1"
entity = %?"Company Code"
doc = %"Document Number"
line = %?"Line item"
type = %"Document Type"
  DR = invoice
  RV = invoice
  DG = credit
  DZ = payment
  ZP = payment
  else = journal
date = %"Document Date"
due = %?"Net due date"
currency = %?"Document currency" | %?Currency
amount = %"Amount in doc. curr."
cleared = %?"Clearing date"
terms = %?"Terms of Payment"
reference = %?Reference
purchase_order = %?Assignment
dispute = %?"Reason code"

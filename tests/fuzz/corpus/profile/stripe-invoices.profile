# stripe-invoices: Stripe, Billing > Invoices > Export, all columns.
#
# Currencies come in small letters and times in UTC; drafts and voided or deleted invoices are left out.
kind items
trim
date-format iso
thousands comma

if %Status /^(draft|void|deleted)$/i
  skip

customer = %Customer
name = %?"Customer Name" | %?"Customer Email"
doc = %?Number | %id
type = invoice
date = %"Date (UTC)"
due = %?"Due Date (UTC)"
currency = %Currency
  usd = USD
  eur = EUR
  gbp = GBP
  cad = CAD
  aud = AUD
  chf = CHF
  jpy = JPY
  sek = SEK
  nok = NOK
  dkk = DKK
  nzd = NZD
  sgd = SGD
  hkd = HKD
  pln = PLN
  brl = BRL
  mxn = MXN
  inr = INR
amount = %Total
open = %"Amount Due" - %"Amount Paid"
cleared = %?"Paid At (UTC)"
tax = %?Tax
reference = %id
stripe_status = %Status

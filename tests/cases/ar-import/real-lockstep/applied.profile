# paymentapplied.csv names neither customer nor currency: the invoice does
kind allocations
payment = %paymentErpKey
date = %applyToInvoiceDate
doc = %invoiceErpKey
entity = %invoiceErpKey
  from items.tsv doc entity
customer = %invoiceErpKey
  from items.tsv doc customer
currency = %invoiceErpKey
  from items.tsv doc currency
applied = %paymentAppliedAmount
status = applied

# creditmemoapplied.csv, as seen from the credit memo: the same key and date, the opposite amount
include credit.profile
doc = %creditMemoInvoiceErpKey
entity = %creditMemoInvoiceErpKey
  from items.tsv doc entity
customer = %creditMemoInvoiceErpKey
  from items.tsv doc customer
currency = %creditMemoInvoiceErpKey
  from items.tsv doc currency
applied = -%creditMemoAppliedAmount

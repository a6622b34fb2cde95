# creditmemoapplied.csv, as seen from the invoice
include applied.profile
payment = %creditMemoInvoiceErpKey
applied = %creditMemoAppliedAmount

# invoice.csv: credit memos are positive and have no due date
kind items
customer = %customerErpKey
entity = %companyErpKey
doc = %erpKey
type = %invoiceTypeCode
  Invoice = invoice
  Credit Memo = credit
sign-by-type credit
date = %invoiceDate
due = %paymentDueDate
currency = %currencyCode
amount = %totalAmount
tax = %salesTaxAmount
open = %outstandingBalanceAmount
cleared = %invoiceClosedDate
reference = %referenceCode
purchase_order = %purchaseOrderCode

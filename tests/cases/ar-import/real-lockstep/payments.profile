kind payments
payment = %erpKey
date = %paymentDate
currency = %currencyCode
amount = %paymentAmount
customer = %companyErpKey
unapplied = %unappliedAmount

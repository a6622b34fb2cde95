kind items
customer = %customer_name
doc = %credit_memo_id
type = credit
sign-by-type credit
date = %date_issued
currency = USD
amount = %amount
reference = %related_invoice_id

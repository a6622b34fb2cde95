kind customers
customer = %customer_id
name = %customer_name
segment = %customer_type
terms = "net " %payment_terms_days

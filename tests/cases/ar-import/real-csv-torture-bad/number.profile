kind customers
customer = %number
name = %string
block = %boolean

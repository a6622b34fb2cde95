kind items
customer = %Cust
doc = %Doc
type = invoice
date = %Date
currency = %Cur
amount = %Amount
terms = %Doc
  0001 = net 30
  /^0+2$/ = "2/10 net 30"
  else = ""

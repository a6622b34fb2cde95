kind items
customer = %Cust
doc = %Doc
type = invoice
date = %Date
currency = %Cur
amount = %Amount
name = %First " " %Last
reference = %Ref | %Doc
purchase_order = %Ref /PO-(\d+)/
entity = %?Company
terms = net 30
null NULL -

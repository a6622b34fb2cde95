include ../a.profile
customer = "K" %Cust

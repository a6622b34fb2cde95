doc = %Doc
doc = %Cust

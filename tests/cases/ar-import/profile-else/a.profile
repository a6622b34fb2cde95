type = %Cust
  else = invoice
  A = credit

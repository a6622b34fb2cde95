if %Cust ~ x
  skip

kind items
date-format mdy
customer = %customerID
doc = %invoiceNumber
type = invoice
date = %InvoiceDate
due = %DueDate
currency = USD
amount = %InvoiceAmount
cleared = %SettledDate
dispute = %Disputed
  Yes = disputed
  No = ""

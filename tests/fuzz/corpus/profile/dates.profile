kind items
customer = %c
doc = %d
type = invoice
currency = EUR
amount = 1
date-format dmy
date-format due mdy | iso
date-format cleared %Y%m%d
date-format as_of excel
pivot 49
null 00000000
date = %date
due = %due
cleared = %cleared
as_of = %asof

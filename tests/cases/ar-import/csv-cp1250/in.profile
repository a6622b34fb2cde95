same-names
encoding cp1250

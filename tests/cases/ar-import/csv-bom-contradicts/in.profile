same-names
encoding cp1252

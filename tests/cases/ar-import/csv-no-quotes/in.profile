same-names
quoting none

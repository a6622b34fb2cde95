same-names
quoting lenient

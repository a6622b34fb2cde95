same-names
encoding utf-16

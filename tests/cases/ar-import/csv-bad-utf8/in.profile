same-names
encoding utf-8

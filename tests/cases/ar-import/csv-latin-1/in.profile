same-names
encoding latin-1

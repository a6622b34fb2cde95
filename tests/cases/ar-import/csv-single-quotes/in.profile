same-names
quote single
separator ;

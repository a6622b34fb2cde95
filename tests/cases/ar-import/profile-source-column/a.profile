source = x

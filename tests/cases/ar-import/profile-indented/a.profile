  doc = x

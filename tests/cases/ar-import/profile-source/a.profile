doc = %

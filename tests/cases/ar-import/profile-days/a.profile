doc = %Doc + 3

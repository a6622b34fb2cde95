skip /a(b/

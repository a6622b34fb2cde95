sign-by-type memo

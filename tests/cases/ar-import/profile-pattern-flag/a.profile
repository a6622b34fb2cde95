skip /ab/x

skip /ab

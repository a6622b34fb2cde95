negative red

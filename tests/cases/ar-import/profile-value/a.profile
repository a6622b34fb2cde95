doc =

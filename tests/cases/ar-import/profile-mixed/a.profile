doc = INV-%Doc

kind itemz

encoding klingon

and /x/

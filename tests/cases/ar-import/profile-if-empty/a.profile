if /x/
kind items

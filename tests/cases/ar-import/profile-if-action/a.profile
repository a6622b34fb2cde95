if /x/
  drop

decimal-mark ;

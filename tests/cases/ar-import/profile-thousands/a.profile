thousands dots

doc = "abc

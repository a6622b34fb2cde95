kind customers
customer = %foo
name = %bar
block = %baz

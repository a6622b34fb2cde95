kind items
seperator tab

date-format dd.mm.yyyy

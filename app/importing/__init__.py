"""Reading the 311 tables of other cities: a mapping file names the columns, cases come out one by one."""

"""Pure rules of the trade: no I/O, no framework, no clock of their own."""

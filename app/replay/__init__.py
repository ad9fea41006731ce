"""Replay of real cases: the commands run in the order of time of a table, as live traffic of today."""

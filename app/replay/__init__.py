"""Replaying: real cases of the past, in their order of time, driven through the commands as live traffic."""

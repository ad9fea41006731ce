"""Commands that people run on their own account."""

"""Accounts, organisations and callers, and what is stored about one person."""

"""Accounts, organisations, sessions, callers and decisions about accounts."""

"""Passwords, sessions, viewers, and who may do what."""

"""Queries: each calls one function of the read side."""

"""Hypercorn on one port, one process or several. The only package that knows Hypercorn's inside."""

"""Serves the application with Hypercorn, in one process or several. The only package that uses its internals."""

"""Service requests, and what people add to one."""

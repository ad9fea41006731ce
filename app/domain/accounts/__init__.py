"""People: roles, names, addresses, and decisions about accounts."""

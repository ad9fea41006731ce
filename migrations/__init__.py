"""Changes of the tables, in order; applied by `qala migrate` under a lock."""

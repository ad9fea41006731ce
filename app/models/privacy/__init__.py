"""Personal data: its export, its erasure, and what is deleted after its time."""

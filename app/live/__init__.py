"""Who listens in this process, and what they are sent."""

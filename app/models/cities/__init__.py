"""Cities, and what is configured for each."""

"""Recipients, letters, notifications and their preferences."""

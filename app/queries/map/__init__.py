"""The map of a city and its problem zones."""

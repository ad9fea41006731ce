"""What a city is set up with: districts, places, categories, rules of assignment, deadline policies."""

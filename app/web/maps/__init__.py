"""Map tiles, the street map, and the map for other sites."""

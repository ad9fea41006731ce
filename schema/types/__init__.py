"""Object, input and enum types of the API."""

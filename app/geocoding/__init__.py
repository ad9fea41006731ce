"""A geocoder of others, asked by the server: addresses that the places of a city do not have."""

"""Points, streets, districts and named places."""

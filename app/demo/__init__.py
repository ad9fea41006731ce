"""The demo city: made through the same commands as a real one, and kept busy by them."""

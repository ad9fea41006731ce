"""The demo city: filled by the same commands as a real one, and kept changing by them."""

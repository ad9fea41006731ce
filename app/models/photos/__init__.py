"""Photos and the stored objects that they name."""

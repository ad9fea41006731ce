"""Programs that build and check this repository."""

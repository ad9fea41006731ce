"""Pages behind the links in letters."""

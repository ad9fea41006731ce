"""Service requests: one, lists, pages, filters and searches."""

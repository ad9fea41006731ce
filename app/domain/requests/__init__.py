"""Service requests: the lifecycle, reasons, co-authors, assignment."""

"""The event log, and how far its readers have come."""

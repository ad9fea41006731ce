"""The requests and the records of exported files."""

"""Commands about a service request: submitting it, working on it, and judging the work."""

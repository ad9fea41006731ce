"""The only writers. One subject a file; each function is one thing an actor does."""

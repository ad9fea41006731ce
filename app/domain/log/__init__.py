"""Events, the hash chain over them, and the topics they are published under."""

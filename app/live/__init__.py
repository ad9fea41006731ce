"""Live connections of this process, and the shared subscriptions that feed them."""

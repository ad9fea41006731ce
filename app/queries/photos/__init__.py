"""Photos of requests, and photos like them."""

"""HTTP: the GraphQL view, health, security headers, and the page itself."""

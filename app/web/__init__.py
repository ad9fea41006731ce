"""HTTP: GraphQL, photos, health, metrics, and the page."""

"""GraphQL over HTTP, WebSocket and server-sent events, and who is admitted."""

"""From an event to messages: which are due, the outbox, their text, and the transports."""

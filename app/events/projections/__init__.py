"""Tables that are computed only from events; each can be rebuilt."""

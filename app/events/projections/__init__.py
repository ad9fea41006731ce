"""Tables that are only ever folded from events; each can be rebuilt."""

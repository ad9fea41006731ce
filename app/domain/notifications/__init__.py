"""Who receives an event, and by which letter."""

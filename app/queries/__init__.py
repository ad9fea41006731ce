"""The read side: SQL that returns plain values. Nothing here writes."""

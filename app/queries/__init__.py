"""The read side: functions that return plain values and write nothing."""

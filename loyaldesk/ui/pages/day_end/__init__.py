"""The end of the day: what must be in the till."""

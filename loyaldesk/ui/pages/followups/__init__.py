"""Follow-ups: the calendar, the list, what has no next step, and who does it."""

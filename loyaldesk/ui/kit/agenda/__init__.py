"""A calendar of days, weeks and months that shows entries and asks before anything moves."""

"""Data: what is in the club, how it is opened, kept and searched."""

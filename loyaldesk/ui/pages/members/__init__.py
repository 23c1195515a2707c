"""The list of members: search, filters, a new member, export and cards."""

"""The same club on a PostgreSQL server, for several tills."""

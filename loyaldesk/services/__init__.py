"""Use cases: may I? do it, note it, tell it."""

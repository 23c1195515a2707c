"""The page of complaints, and what each of its tabs shows."""

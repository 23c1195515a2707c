"""The window around the pages: navigation, signing in, lock, shortcuts."""

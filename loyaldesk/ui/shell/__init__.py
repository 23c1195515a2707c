"""The window around the pages: sign-in, navigation, search, lock, first run."""

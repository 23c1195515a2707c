"""Papers the screen draws itself: the receipt strip."""

"""The pages of the program; pages do not know each other."""

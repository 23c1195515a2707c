"""Rules of a customer club: pure values and functions."""

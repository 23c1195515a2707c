"""Lists from other programs: brought in, looked at, taken back."""

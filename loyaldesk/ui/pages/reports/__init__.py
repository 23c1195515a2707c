"""Papers of the club: chosen, looked at, printed, saved."""

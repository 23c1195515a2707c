"""Statistics: what is measured of the sales, as cards, for any days and any members."""

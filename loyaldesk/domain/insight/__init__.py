"""What is measured of the club's sales, in plain arrays."""

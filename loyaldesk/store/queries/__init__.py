"""What screens and papers ask the club: reading functions and the rows they return."""

"""Charts drawn by hand: their direction, digits, colours and keys are the program's own."""

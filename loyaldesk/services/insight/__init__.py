"""What the club's sales and service say: cards with their meaning and members."""

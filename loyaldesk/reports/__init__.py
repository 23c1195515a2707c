"""What the club puts on paper: figures in, bytes out."""

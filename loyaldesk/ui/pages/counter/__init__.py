"""The page that is open all day: whom a code means, the sale, points, and the way back."""

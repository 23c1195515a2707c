"""One member all round: who it is, what was bought, why points moved, and the full form."""

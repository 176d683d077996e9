"""Which points of a space of factors to simulate."""

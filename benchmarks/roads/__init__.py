"""What the benchmark of the roads is made of."""

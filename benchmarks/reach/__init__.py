"""Parts of the benchmark of reach."""

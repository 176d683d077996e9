"""What studies say: which factor matters, which alternative is better, when things go wrong."""

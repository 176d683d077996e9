"""Known answers beside what the simulation says of the same scenario files."""

"""What goes wrong, in the simulation."""

"""Tables of reach as files: layers with their parameters and styles, and minutes by area."""

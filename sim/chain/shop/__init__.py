"""Production: lots, stations, crews, learning."""

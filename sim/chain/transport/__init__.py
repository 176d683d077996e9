"""Vehicles, docks, legs."""

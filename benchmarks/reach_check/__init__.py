"""Reach held against other roads and other tools."""

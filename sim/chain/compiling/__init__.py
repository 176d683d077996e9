"""Scenarios made ready to run."""

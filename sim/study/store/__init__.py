"""The journal of a study on disk, and the tables that are made of it."""

"""The lines of a received text."""

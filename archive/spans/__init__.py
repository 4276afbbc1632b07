"""Places in a received text, as pairs of offsets. Pure."""

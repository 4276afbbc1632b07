"""From what was decided to values, with every character accounted for."""

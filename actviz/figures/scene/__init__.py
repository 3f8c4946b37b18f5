"""What to draw, as a value, and the themes it is drawn in."""

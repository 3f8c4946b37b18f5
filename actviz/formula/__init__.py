"""Floor 1: the formula language. Standard library only."""

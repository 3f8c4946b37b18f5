"""Floor 2: the readings of a formula, one file each; each is the home of one library."""

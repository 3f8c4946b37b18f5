"""How far off: accuracy in ulps, other people's functions, distances, soundness of entries."""

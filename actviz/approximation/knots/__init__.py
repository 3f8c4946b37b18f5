"""Several pieces: where they begin, and how they join."""

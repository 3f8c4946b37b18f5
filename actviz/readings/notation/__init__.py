"""A tree as text: plain, LaTeX, mathtext, Unicode."""

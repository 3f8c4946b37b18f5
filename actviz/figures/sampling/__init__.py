"""Functions to points: joints, refined segments, ranges of x and y."""

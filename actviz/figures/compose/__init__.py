"""Functions to scenes: one file for each kind of picture and for what is pointed out in it."""

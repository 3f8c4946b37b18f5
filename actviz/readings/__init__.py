"""The readings of a formula, one room or file for each."""

"""Formulas with steps: their cells, their largest value, and what they come to far out."""

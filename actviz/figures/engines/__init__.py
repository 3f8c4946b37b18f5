"""Scenes to pictures: Matplotlib, PGF, braille."""

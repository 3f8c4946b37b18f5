"""Rows of data as text, and what is written to a terminal or a pipe."""

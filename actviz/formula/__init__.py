"""The formula language. Standard library only."""

"""Floor 4: pages of text about one function, put together from what the floors below know."""

"""Pages of text about one function, put together from what the rooms below know."""

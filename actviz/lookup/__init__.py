"""Text to functions: what a NAME means, the user's catalogues, citations, properties, roles."""

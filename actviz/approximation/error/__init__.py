"""How far an approximation is from its function: brackets that are proved."""

"""Functions made to be learned: what is trained is marked so, and starts at the value given."""

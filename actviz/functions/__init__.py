"""The kinds of function: of one x, gated, random, of a whole vector."""

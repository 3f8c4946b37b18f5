"""What is approximated: a function on a range, its values, and polynomials proved near it."""

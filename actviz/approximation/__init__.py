"""Tables, pieces, polynomials and rationals for a function, with an error that is proved."""

"""Certified pieces: a formula as polynomials with proved errors, for millions of points.

A ball proves one value in a microsecond or more. A *piece* proves all values between two numbers
at once: the Taylor polynomial of the formula at the middle, worked out in balls, the remainder
enclosed over the whole interval, and an a-priori bound on what rounding does to the polynomial
in float64. What the bound does not decide is asked of the balls.

- :mod:`taylor_series`: tree to power series with coefficients in balls.
- :mod:`certified_polynomials`: one interval as a polynomial with one bound, or as a constant.
- :mod:`cover`: consecutive numbers of a format cut into pieces.
- :mod:`interpolation`: polynomials through values, which whoever takes them has to prove.
- :mod:`rounded_arrays`: arrays of doubles, correctly rounded, in double-double arithmetic.
"""

"""One polynomial or rational: the best one, real or with coefficients of a number format."""

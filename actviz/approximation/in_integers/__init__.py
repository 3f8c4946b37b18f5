"""Approximations that compute in whole numbers, judged at every input."""

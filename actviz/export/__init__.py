"""A function and its slopes as a program in another language: planned, written, tried."""

"""Runtimes whose kernels are measured: one small file for each, and a process that asks them."""

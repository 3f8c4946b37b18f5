"""Functions of a whole vector: softmax and its kin, concatenations, functions of neighbours."""

from actviz.functions.vector.vector_function import Notation, Step, VectorFunction

__all__ = ["Notation", "Step", "VectorFunction"]

"""Functions of a whole vector: softmax and its kin, concatenations, functions of neighbours."""

from actviz.vectors.model import Notation, Step, VectorFunction

__all__ = ["Notation", "Step", "VectorFunction"]

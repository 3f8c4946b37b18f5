"""Functions of a whole vector: softmax and its kin, concatenations, functions of neighbours."""

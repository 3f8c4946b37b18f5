"""An approximation as a value: its parts, what it computes, the formula it stands for."""

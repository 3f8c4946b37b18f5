"""References."""
from typing import Final

REFERENCES: Final[dict[str, dict[str, str | int]]] = {"bridle1990": {"author": "Bridle, John S.", "year": 1990, "title": "Probabilistic Interpretation of Feedforward Classification Network Outputs, with Relationships to Statistical Pattern Recognition"}}

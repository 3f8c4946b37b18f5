"""Work shared among processes of this computer."""

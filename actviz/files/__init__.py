"""Files of numbers, read as what they are: text of any kind, arrays, archives, raw numbers."""

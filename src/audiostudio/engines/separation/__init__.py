"""Taking mixes apart: models by the names of their field behind one protocol."""

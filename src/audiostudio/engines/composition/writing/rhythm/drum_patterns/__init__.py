"""The grooves of every genre, as tablature."""

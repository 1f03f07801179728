"""Everything of a person, as one archive."""

"""Mastering: from a mix to a deliverable at a given loudness, in the character of its genre."""

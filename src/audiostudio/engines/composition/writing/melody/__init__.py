"""Writes melodies and what answers them."""

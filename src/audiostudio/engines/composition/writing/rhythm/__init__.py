"""Writes drums, percussion and basses."""

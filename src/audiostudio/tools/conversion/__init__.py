"""Conversion: the same sound in another format."""

"""Synthesizers whose patches are data."""

"""Samples of every voice, to be heard before it is chosen."""

"""Mastering: a mix in, a master at the loudness, format and rate asked for out."""

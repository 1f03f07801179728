"""Separation: a mix in, its stems out."""

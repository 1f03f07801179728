"""Composition: words or a plan become a finished piece of music."""

"""Marks in a text that say how it is spoken: SSML and short tags."""

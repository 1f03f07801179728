"""Writes the notes of a plan: grooves, basses, voicings, melodies, and how they are placed in time."""

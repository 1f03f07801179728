"""Reads SoundFonts and plays performances on their presets."""

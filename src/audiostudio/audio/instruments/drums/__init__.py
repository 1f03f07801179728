"""Drum kits, layered of a SoundFont and of single recordings."""

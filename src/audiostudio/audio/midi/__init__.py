"""Standard MIDI files, written and read."""

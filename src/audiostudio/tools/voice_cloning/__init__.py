"""Voice cloning: recordings of one speaker in, a voice that text can be spoken with out."""

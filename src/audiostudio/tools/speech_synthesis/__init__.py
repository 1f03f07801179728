"""Speech synthesis: a text in, a voice that reads it out."""

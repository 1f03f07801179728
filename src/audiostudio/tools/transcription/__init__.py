"""Transcription: a recording in, its notes out, as MIDI, score, table and picture."""

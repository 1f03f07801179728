"""What a programme is as music: its beats, its key, its chords and its sections, from features heard in one pass."""

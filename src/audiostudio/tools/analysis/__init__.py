"""Analysis: tempo, beats, key, chords, sections and loudness of a recording."""

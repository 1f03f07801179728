"""Speech recognition: a recording in, what is said out, as text and subtitles."""

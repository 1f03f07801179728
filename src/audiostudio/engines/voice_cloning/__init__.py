"""Learning a voice from recordings: judging them, and searching for the voice that is nearest."""

"""Signal processing for speech: the edges of a phrase, its level, its pace, its pitch."""

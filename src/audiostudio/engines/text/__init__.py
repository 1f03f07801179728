"""From written text to the words, pauses and phonemes that a voice speaks."""

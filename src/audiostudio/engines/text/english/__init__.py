"""Reading English: words and figures as they are said, then as phonemes."""

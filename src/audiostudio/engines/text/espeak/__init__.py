"""Reading other languages by espeak-ng."""

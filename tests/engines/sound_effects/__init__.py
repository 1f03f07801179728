"""Sound effects from words."""

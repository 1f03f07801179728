"""Sound effects: words become the sounds they name."""

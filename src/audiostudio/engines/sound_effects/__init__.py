"""Sound effects from words: each kind is a small physical or electronic model, played anew for every seed."""

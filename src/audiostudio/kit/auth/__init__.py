"""Who asks: tokens, sessions of browsers, and the subject they stand for."""

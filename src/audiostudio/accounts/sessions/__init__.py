"""Where somebody is signed in, and the proof that it is still them."""

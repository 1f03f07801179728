"""Makes a score sound: who plays each part, how each is mixed, and the sum."""

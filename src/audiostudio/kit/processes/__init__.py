"""Child processes that work, and the folders they work in."""

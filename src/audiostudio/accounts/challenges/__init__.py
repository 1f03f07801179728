"""What was begun in one request and is proved in the next."""

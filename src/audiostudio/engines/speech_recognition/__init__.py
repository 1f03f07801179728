"""Recognition of speech: where it is, what is said, and who says it."""

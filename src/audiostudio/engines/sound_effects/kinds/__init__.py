"""Models of sounds, by family."""

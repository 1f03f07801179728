"""Enhancement: recorded speech, clean, even and as loud as it should be."""

"""Speech by a company's voices."""

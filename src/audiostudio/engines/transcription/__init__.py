"""Hearing notes: models whose likelihoods are decoded elsewhere."""

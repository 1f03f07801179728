"""Voices: which there are to speak with, the product's own, those of companies and those that users made."""

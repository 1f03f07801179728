"""Voices: networks that speak, the people they sound like, and how they are told to deliver a line."""

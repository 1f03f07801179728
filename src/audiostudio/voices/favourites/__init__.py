"""Voices that somebody likes."""

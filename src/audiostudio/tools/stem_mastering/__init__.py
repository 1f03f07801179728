"""Stem mastering: the stems of one song in, their sum out, mastered."""

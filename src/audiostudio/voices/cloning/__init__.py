"""Cloned voices: samples and whose consent came with them, voices in training, trained, shared and deleted."""

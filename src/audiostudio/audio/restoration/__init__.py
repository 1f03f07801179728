"""Repairs of recorded speech: clipping, hum, reverberation, uneven level, long pauses."""

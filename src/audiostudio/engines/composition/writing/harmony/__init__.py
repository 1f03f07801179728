"""Writes chords, and what is made of them: pads, arpeggios, riffs, drones."""

"""Instruments that play notes: sampled from SoundFonts, synthesised, amplified, and drum kits."""

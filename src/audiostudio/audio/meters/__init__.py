"""What is measured of sound: loudness, true peak, the peaks that a waveform is drawn of."""

"""Music and sound effects from words: plans before a charge, presets that can be heard, and jobs that make sound."""

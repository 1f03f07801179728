"""Music generation: networks that the operator installed make music of words."""

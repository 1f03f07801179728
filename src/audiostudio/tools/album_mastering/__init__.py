"""Album mastering: tracks in, as many masters out, at a loudness and with a tone that make them one record."""

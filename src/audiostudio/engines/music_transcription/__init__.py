"""Networks that hear notes; their likelihoods are decoded by audio.notation."""

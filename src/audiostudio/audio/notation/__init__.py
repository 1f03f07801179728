"""Notes as music is written: decoded from likelihoods, quantised, and put into files that others read."""

"""Building blocks of signal processing: filters, dynamics, resampling, transforms, streams of blocks."""

"""The arrays that sound is handed on as; each name says a shape, so that signatures need no explanation."""

import numpy as np
from numpy.typing import NDArray

Audio = NDArray[np.float32]
"""A programme or a block of one: ``(channels, frames)``, full scale at 1."""

Mono = NDArray[np.float32]
"""Sound of one channel without an axis for it: ``(frames,)``, full scale at 1."""

Stems = NDArray[np.float32]
"""Parts of a mix: ``(stems, channels, frames)``."""

Spectra = NDArray[np.complex64]
"""Short-time spectra: ``(channels, windows, bins)``."""

Vector = NDArray[np.float32]
"""What a network takes or gives for one thing, an embedding for example: ``(values,)``."""

Matrix = NDArray[np.float32]
"""Rows of such values, most often one for each step of time: ``(rows, values)``."""

Curve = NDArray[np.float64]
"""Figures along an axis of time or frequency: ``(points,)``; in some places ``(points, values)``, as said there."""

Sections = NDArray[np.float64]
"""Biquads in series: ``(sections, 5)``, rows ``b0, b1, b2, a1, a2`` with ``a0`` normalised to 1."""

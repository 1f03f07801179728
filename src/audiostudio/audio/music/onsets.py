"""How much begins at each moment: spectral flux that vibrato does not set off.

The method is that of Böck and Widmer, "Maximum Filter Vibrato Suppression for Onset Detection" (DAFx 2013): compressed
magnitudes on quarter tones, each compared with the greatest of its neighbours two frames before.
"""

import numpy as np
from numpy.typing import NDArray

from audiostudio.audio.types import Matrix

FLUX_BANDS = 3
_LOW_BELOW_HZ, _HIGH_ABOVE_HZ = 180.0, 3_000.0
_LAG_FRAMES = 2
_BANDS_PER_OCTAVE = 24
_BANDS_HZ = (30.0, 11_500.0)
# Magnitudes are compared with the loudest of the last while: a level changes nothing, and a quiet part still beats.
_COMPRESSION = 100.0
_DECAY_DB_PER_FRAME = 0.01
_FLOOR_DB = -80.0


class OnsetDetector:
    """Follows what begins in a stream of spectra, 10 ms apart.

    Args:
        hz: frequencies of the spectra's lines.
    """

    def __init__(self, hz: NDArray[np.float64]) -> None:
        self._filters, centres_hz = _filters(hz)
        self._splits = [0, *np.searchsorted(centres_hz, (_LOW_BELOW_HZ, _HIGH_ABOVE_HZ)).tolist(), len(centres_hz)]
        self._before = np.zeros((_LAG_FRAMES, len(centres_hz)), np.float32)
        self._reference_db = _FLOOR_DB

    def feed(self, powers: Matrix) -> Matrix:
        """Take ``(frames, lines)`` powers; return ``(frames, FLUX_BANDS)``, the mean rise in bass, middle, treble."""
        magnitudes = np.sqrt(powers) @ self._filters
        relative = magnitudes / self._references(magnitudes.max(axis=1))[:, None]
        compressed = np.log1p(np.float32(_COMPRESSION) * relative)
        known = np.concatenate([self._before, compressed])
        self._before = known[-_LAG_FRAMES:]
        past = known[:-_LAG_FRAMES]
        greatest = past.copy()
        np.maximum(greatest[:, 1:], past[:, :-1], out=greatest[:, 1:])
        np.maximum(greatest[:, :-1], past[:, 1:], out=greatest[:, :-1])
        rises = np.maximum(known[_LAG_FRAMES:] - greatest, 0)
        means = [rises[:, start:end].mean(axis=1) for start, end in zip(self._splits, self._splits[1:], strict=False)]
        return np.stack(means, axis=1)

    def _references(self, peaks: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the greatest magnitude so far at each frame, slowly forgotten."""
        peaks_db = 20 * np.log10(np.maximum(peaks.astype(np.float64), 10 ** (_FLOOR_DB / 20)))
        ages_db = np.arange(1, len(peaks) + 1) * _DECAY_DB_PER_FRAME
        highest = np.maximum.accumulate(peaks_db + ages_db)
        references_db = np.maximum(np.maximum(highest, self._reference_db) - ages_db, _FLOOR_DB)
        self._reference_db = float(references_db[-1])
        references: Matrix = (10 ** (references_db / 20)).astype(np.float32)
        return references


def _filters(hz: NDArray[np.float64]) -> tuple[Matrix, NDArray[np.float64]]:
    """Return ``(lines, bands)`` triangles on quarter tones, those without a line of their own left out; and centres."""
    octaves = np.log2(_BANDS_HZ[1] / _BANDS_HZ[0])
    wanted = _BANDS_HZ[0] * 2 ** (np.arange(int(octaves * _BANDS_PER_OCTAVE) + 1) / _BANDS_PER_OCTAVE)
    lines = np.unique(np.round(wanted / hz[1]).astype(int))
    lines = lines[(lines > 0) & (lines < len(hz))]
    corners = np.concatenate([[lines[0] - 1], lines, [lines[-1] + (lines[-1] - lines[-2])]])
    number = np.arange(len(hz))[:, None]
    rising = (number - corners[:-2]) / (corners[1:-1] - corners[:-2])
    falling = (corners[2:] - number) / (corners[2:] - corners[1:-1])
    triangles = np.maximum(0, np.minimum(rising, falling))
    return (triangles / triangles.sum(axis=0)).astype(np.float32), hz[lines]

"""How much each moment sounds like a beat, or like the first of a bar, to networks that learned it from recordings.

The networks are those of BeatNet (M. Heydari, F. Cwitkowitz and Z. Duan, "BeatNet: CRNN and Particle Filtering for
Online Joint Beat Downbeat and Meter Tracking", ISMIR 2021; CC BY 4.0), three that were trained on different recordings,
averaged. They look at the sound up to each moment and no further.
"""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numba import njit
from numpy.typing import NDArray

from audiostudio.audio.types import Matrix

HEARING_WINDOW = 1536
HEARING_RATE_HZ = 50
# A beat, and the first of a bar.
BEAT_CLASSES = 2
_LINES = 705
_BANDS_PER_OCTAVE = 24
_LOWEST_HZ, _HIGHEST_HZ, _REFERENCE_HZ = 30.0, 17_000.0, 440.0
# The networks heard mastered music, whose loudest magnitudes are about so great; the level here follows the loudest of
# the last while, so that a level changes nothing.
_LOUDEST, _DECAY_DB_PER_FRAME, _FLOOR_DB = 100.0, 0.02, -80.0
# A sine of amplitude 1 reads half the sum of the window they heard it through.
_FULL_SCALE = 352.5


@dataclass(frozen=True)
class _Networks:
    """A convolution over bands, two layers of long short-term memory of 150 units each, and what each moment is.

    Attributes:
        kernel, kernel_bias: ``(networks, 2, 10)`` and ``(networks, 2)``.
        inner, inner_bias: ``(networks, 150, 262)`` and ``(networks, 150)``.
        inputs, memory, gate_bias: ``(networks, 2, 600, 150)``, twice, and ``(networks, 2, 600)``, the gates in the
            order input, forget, cell, output.
        output, output_bias: ``(networks, 3, 150)`` and ``(networks, 3)``: beat, first of a bar, neither.
    """

    kernel: Matrix
    kernel_bias: Matrix
    inner: Matrix
    inner_bias: Matrix
    inputs: Matrix
    memory: Matrix
    gate_bias: Matrix
    output: Matrix
    output_bias: Matrix


@cache
def _networks() -> _Networks:
    with files(__package__).joinpath("beat_hearing.npz").open("rb") as file, np.load(file) as arrays:
        return _Networks(**{part: np.ascontiguousarray(arrays[part], np.float32) for part in arrays.files})


class BeatHearing:
    """Follows a stream of spectra, 20 ms apart.

    Args:
        hz: frequencies of the spectra's lines, from 0.
        channels: whose powers are added.

    Attributes:
        filters: ``(lines, bands)``, which take magnitudes to bands as loud as the networks know them.
    """

    def __init__(self, hz: NDArray[np.float64], channels: int) -> None:
        self.filters = _filters(hz[:_LINES]) * np.float32(_FULL_SCALE / np.sqrt(channels))
        self._before: Matrix | None = None
        self._reference_db = _FLOOR_DB
        count, layers, _, units = _networks().memory.shape
        self._states = np.zeros((count, layers, 2, units), np.float32)

    def feed(self, powers: Matrix) -> Matrix:
        """Take ``(frames, lines)`` powers; return ``(frames, 2)`` probabilities: a beat, and a bar's first beat."""
        bands = np.sqrt(powers[:, :_LINES]) @ self.filters
        heard = np.log10(1 + bands * self._gains(bands.max(axis=1))[:, None])
        known = np.concatenate([heard[:1] if self._before is None else self._before, heard])
        self._before = heard[-1:]
        rows = np.concatenate([heard, np.maximum(np.diff(known, axis=0), 0)], axis=1)
        shares: Matrix = np.mean([self._shares(number, rows) for number in range(len(self._states))], axis=0)
        return shares

    def _shares(self, number: int, rows: Matrix) -> Matrix:
        nets = _networks()
        kernel = nets.kernel[number]
        cut = np.lib.stride_tricks.sliding_window_view(rows, kernel.shape[1], axis=1)
        found = np.maximum(np.einsum("fbk,ck->fcb", cut, kernel, optimize=True) + nets.kernel_bias[number][:, None], 0)
        pairs = found.shape[2] // 2
        pooled = found[:, :, : 2 * pairs].reshape(len(rows), -1, pairs, 2).max(axis=3)
        values = pooled.reshape(len(rows), -1) @ nets.inner[number].T + nets.inner_bias[number]
        for layer, (hidden, cell) in enumerate(self._states[number]):
            gates = values @ nets.inputs[number, layer].T + nets.gate_bias[number, layer]
            values = _remember(gates.astype(np.float32), nets.memory[number, layer], hidden, cell)
        scores = values @ nets.output[number].T + nets.output_bias[number]
        shares = np.exp(scores - scores.max(axis=1, keepdims=True))
        even: Matrix = (shares / shares.sum(axis=1, keepdims=True))[:, :BEAT_CLASSES]
        return even

    def _gains(self, peaks: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return what takes the greatest magnitude so far, slowly forgotten, to what they know, ``(frames,)``."""
        peaks_db = 20 * np.log10(np.maximum(peaks.astype(np.float64) / _FULL_SCALE, 10 ** (_FLOOR_DB / 20)))
        ages_db = np.arange(1, len(peaks) + 1) * _DECAY_DB_PER_FRAME
        highest = np.maximum.accumulate(peaks_db + ages_db)
        references_db = np.maximum(np.maximum(highest, self._reference_db) - ages_db, _FLOOR_DB)
        self._reference_db = float(references_db[-1])
        gains: NDArray[np.float32] = (_LOUDEST / _FULL_SCALE * 10 ** (-references_db / 20)).astype(np.float32)
        return gains


@njit(cache=True, nogil=True)
def _remember(gates, memory, hidden, cell):  # type: ignore[no-untyped-def]
    """Return ``(frames, units)`` outputs of a layer of long short-term memory; ``hidden`` and ``cell`` move on."""
    units = len(hidden)
    found = np.empty((len(gates), units), np.float32)
    one = np.float32(1)
    for frame in range(len(gates)):
        row = gates[frame] + np.dot(memory, hidden)
        for unit in range(units):
            kept = cell[unit] / (one + np.exp(-row[units + unit]))
            cell[unit] = kept + np.tanh(row[2 * units + unit]) / (one + np.exp(-row[unit]))
            hidden[unit] = np.tanh(cell[unit]) / (one + np.exp(-row[3 * units + unit]))
        found[frame] = hidden
    return found


def _filters(hz: NDArray[np.float64]) -> Matrix:
    """Return ``(lines, bands)`` overlapping triangles, quarter tones apart, each of sum 1; low ones are lines."""
    first, last = (np.log2(edge / _REFERENCE_HZ) * _BANDS_PER_OCTAVE for edge in (_LOWEST_HZ, _HIGHEST_HZ))
    centres_hz = _REFERENCE_HZ * 2 ** (np.arange(np.ceil(first), np.floor(last) + 1) / _BANDS_PER_OCTAVE)
    lines = np.unique(np.abs(hz[:, None] - centres_hz).argmin(axis=0))
    filters = np.zeros((len(hz), len(lines) - 2), np.float32)
    for band, (start, centre, end) in enumerate(zip(lines, lines[1:], lines[2:], strict=False)):
        filters[start:centre, band] = np.linspace(0, 1, centre - start, endpoint=False)
        filters[centre:end, band] = np.linspace(1, 0, end - centre, endpoint=False)
    unity: Matrix = filters / filters.sum(axis=0)
    return unity

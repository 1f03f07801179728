"""Raises or lowers a voice whose pitch is known, with its formants kept.

TD-PSOLA, after Moulines and Charpentier, "Pitch-synchronous waveform processing techniques for text-to-speech synthesis
using diphones", Speech Communication 9 (1990): each period of the voice is cut out and set down again, nearer to the
next one or farther from it.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from audiostudio.audio.types import Mono

_LOWEST_HZ = 40.0
_SHORTEST_RUN_PERIODS = 3


@njit(cache=True, nogil=True)
def _pitch_marks(sound, periods, start, end, marks):  # type: ignore[no-untyped-def]
    """Mark one instant a period from ``start`` to ``end``, each where the sound best resembles that around the last."""
    period = int(periods[start])
    best = start + period // 2
    for i in range(best, min(end, best + period)):
        if abs(sound[i]) > abs(sound[best]):
            best = i
    marks[0] = best
    count = 1
    while True:
        last = marks[count - 1]
        period = int(periods[last])
        half = period // 2
        low, high = last + int(0.85 * period), last + int(1.15 * period) + 1
        if high + half >= end or last - half < 0:
            return count
        found, correlation = last + period, -np.inf
        for place in range(low, high):
            product, energy = 0.0, 1e-12
            for k in range(-half, half):
                product += sound[last + k] * sound[place + k]
                energy += sound[place + k] ** 2
            if product / np.sqrt(energy) > correlation:
                found, correlation = place, product / np.sqrt(energy)
        marks[count] = found
        count += 1


@njit(cache=True, nogil=True)
def _overlap_add(sound, periods, ratios, marks, count, out):  # type: ignore[no-untyped-def]
    """Replace the sound between the first mark and the last by its periods at their new distances."""
    first, last = marks[0], marks[count - 1]
    lead, trail = int(periods[first]), int(periods[last])
    for i in range(max(0, first - lead), min(out.size, last + trail)):
        if i < first:
            out[i] *= 0.5 + 0.5 * np.cos(np.pi * (i - first + lead) / lead)
        elif i > last:
            out[i] *= 0.5 - 0.5 * np.cos(np.pi * (i - last) / trail)
        else:
            out[i] = 0.0
    at, nearest = float(first), 0
    while at <= last:
        while nearest + 1 < count and abs(marks[nearest + 1] - at) < abs(marks[nearest] - at):
            nearest += 1
        mark = marks[nearest]
        period = int(periods[mark])
        ratio = ratios[int(at)]
        # So many more periods a second are so much more power.
        scale = 1 / np.sqrt(ratio)
        centre = round(at)
        for k in range(-period + 1, period):
            if 0 <= mark + k < sound.size and 0 <= centre + k < out.size:
                out[centre + k] += scale * (0.5 + 0.5 * np.cos(np.pi * k / period)) * sound[mark + k]
        at += periods[mark] / ratio


def shift_pitch(
    sound: Mono, sample_rate_hz: int, pitch_hz: NDArray[np.float32], semitones: NDArray[np.float64]
) -> Mono:
    """Return ``sound`` at another pitch, as long as before; what is unvoiced stays as it is.

    Args:
        sound: ``(frames,)`` float32, one voice.
        sample_rate_hz: its rate.
        pitch_hz: the voice's pitch at even distances over the whole sound; 40 Hz or less means unvoiced.
        semitones: by how much to raise it, for each of those values.
    """
    places = (np.arange(sound.size) * (len(pitch_hz) / max(1, sound.size))).astype(np.int64)
    voiced = (pitch_hz > _LOWEST_HZ)[places]
    periods = sample_rate_hz / np.maximum(pitch_hz, _LOWEST_HZ)[places]
    ratios = 2 ** (np.asarray(semitones, np.float64)[places] / 12)
    out = sound.astype(np.float64)
    changes = np.flatnonzero(np.diff(np.concatenate([[False], voiced, [False]]).astype(np.int8)))
    for start, end in zip(changes[::2], changes[1::2], strict=True):
        if end - start < _SHORTEST_RUN_PERIODS * periods[start]:
            continue
        marks = np.zeros(int((end - start) / (0.8 * periods[start:end].min())) + 2, np.int64)
        count = _pitch_marks(sound, periods, start, end, marks)
        if count >= _SHORTEST_RUN_PERIODS:
            _overlap_add(sound, periods, ratios, marks, count, out)
    return out.astype(np.float32)

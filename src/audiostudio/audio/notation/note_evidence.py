"""Where notes may begin, and what speaks for and against each: the note model's opinion beside the sound's levels.

The published rules trust the model's onset likelihood alone. A slow bow has none, an octave too much of it, and noise
has some at times; the levels of a key's harmonics, of the keys that it may be a harmonic of, and of the sound between
them tell which is which. `judging` weighs them.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from audiostudio.audio.notation.decoding import KEYS, NoteActivations
from audiostudio.audio.notation.sound_levels import (
    BINS_A_SEMITONE,
    SEMITONES_BELOW,
    STEPS_A_DB,
    TONE_BINS,
    TONE_HOPS,
    SoundLevels,
)
from audiostudio.audio.types import Matrix

_LEAST_OPINION, _LEAST_SLOW_RISE = 0.18, 0.2
# What a key may be mistaken for by the model lies so many semitones above it.
_OVERTONES = (12, 19, 24)
# In the model's lowest two octaves (up to B2) fundamentals are weak: keys below what it hears are looked at as well.
_LOW_KEYS = 27
_HARMONICS = np.arange(1, 9)
_HARMONIC_BINS = np.rint(12 * BINS_A_SEMITONE * np.log2(_HARMONICS)).astype(int)
HARMONIC_SEMITONES = np.rint(12 * np.log2(_HARMONICS)).astype(int)
# Partials that only a tone an octave, or a twelfth, lower would have.
_BELOW_BINS = np.rint(12 * BINS_A_SEMITONE * np.log2([1 / 2, 3 / 2, 5 / 2, 7 / 2, 1 / 3, 2 / 3, 4 / 3, 5 / 3])).astype(
    int
)
# Frames from a candidate at which likelihoods and levels are read, and spans over which likelihoods are averaged, which
# begin 16 frames before it.
_TIMES = (-8, -5, -3, -1, 0, 1, 3, 5, 8, 12)
_SPANS = ((0, 8), (8, 16), (16, 24), (24, 32), (32, 56))
_ATTACK_TIMES = (-10, -7, -4, -2, 0, 2, 5, 9, 14)
_NEIGHBOURS = (-2, -1, 1, 2)
_KEYS_AROUND = (-24, -19, -12, -2, -1, 1, 2, 12, 19, 24)
_FLOOR_BINS = 9
_DB_SCALE = np.float32(1 / (30 * STEPS_A_DB))


def onset_candidates(activations: NoteActivations, low: int, high: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return frames and keys at which a note may begin, in order of time; keys from ``low`` to before ``high``.

    They are the peaks, and the beginnings of level ones, of the onset likelihood and of how far the frame likelihood
    rises over three frames or over sixteen.
    """
    marks = np.zeros(activations.frames.shape, np.uint8)
    if len(marks):
        _mark(activations.frames, activations.onsets, marks, low, min(high + 24, KEYS))
        for overtone in _OVERTONES:
            marks[:, low : min(_LOW_KEYS, high)] |= marks[:, low + overtone : min(_LOW_KEYS, high) + overtone] & 1
        marks[:, high:] = 0
    starts, keys = np.nonzero(marks)
    return starts, keys


@njit(cache=True, nogil=True)
def _mark(frames, onsets, marks, low, high):  # type: ignore[no-untyped-def]
    count = len(frames)
    curve = np.empty(count + 2)
    sums = np.empty(count + 1)
    for key in range(low, high):
        sums[0] = 0.0
        for at in range(count):
            sums[at + 1] = sums[at] + frames[at, key]
        for kind in range(2):
            curve[0] = curve[count + 1] = 0.0
            least = _LEAST_SLOW_RISE if kind else _LEAST_OPINION
            for at in range(count):
                if kind == 0:
                    rise = frames[at, key] - (frames[at - 3, key] if at >= 3 else 0.0)
                    curve[at + 1] = max(onsets[at, key], rise)
                else:
                    after = (sums[min(count, at + 8)] - sums[at]) / 8
                    curve[at + 1] = after - (sums[at] - sums[max(0, at - 8)]) / 8
            at = 1
            while at <= count:
                end = at
                while end < count and curve[end + 1] == curve[at]:
                    end += 1
                if curve[at] > curve[at - 1] and curve[at] > curve[end + 1] and curve[at] >= least:
                    marks[at - 1, key] = 1
                at = end + 1


def note_features(activations: NoteActivations, starts: NDArray[np.int64], keys: NDArray[np.int64]) -> Matrix:
    """Return ``(candidates, features)`` of order one, of what is seen around each candidate."""
    levels = activations.levels
    if levels is None:
        raise ValueError("the levels of the sound were not measured")
    return np.concatenate(
        [
            _opinions(activations, starts, keys),
            _tone_features(levels, starts, keys),
            _attack_features(levels, starts, keys),
        ],
        axis=1,
    )


def _opinions(activations: NoteActivations, starts: NDArray[np.int64], keys: NDArray[np.int64]) -> Matrix:
    """Return how likely the key sounds and begins from frame to frame, and keys that it is mistaken for, or for it."""
    frames, onsets = (
        _seen(likelihoods, starts, keys, -16, 40) for likelihoods in (activations.frames, activations.onsets)
    )
    at, height = 16, (keys / KEYS).astype(np.float32)
    columns = [frames[:, at + step] for step in _TIMES] + [onsets[:, at + step] for step in range(-6, 7, 2)]
    columns += [frames[:, first:last].mean(axis=1) for first, last in _SPANS]
    columns += [
        onsets[:, at - 2 : at + 3].max(axis=1),
        onsets[:, at - 8 : at - 2].max(axis=1),
        onsets[:, at + 3 : at + 9].max(axis=1),
    ]
    columns += [
        frames[:, at : at + 8].max(axis=1) - frames[:, at - 3 : at + 1].min(axis=1),
        height,
        height**2,
    ]
    for step in _KEYS_AROUND:
        columns.append(_seen(activations.onsets, starts, keys + step, -3, 4).max(axis=1))
        columns.append(_seen(activations.frames, starts, keys + step, 1, 11).mean(axis=1))
    near = np.clip(starts[:, None] + np.arange(-2, 3), 0, len(activations.onsets) - 1)
    columns.append(activations.onsets.max(axis=1)[near].max(axis=1))
    return np.stack(columns, axis=1).astype(np.float32)


def _seen(
    likelihoods: Matrix, starts: NDArray[np.int64], keys: NDArray[np.int64], first: int, last: int
) -> NDArray[np.float32]:
    """Return ``(candidates, last - first)`` frames around each; zero beyond the ends and the keys."""
    places, at = starts[:, None] + np.arange(first, last), keys[:, None]
    inside = (places >= 0) & (places < len(likelihoods)) & (at >= 0) & (at < KEYS)
    found = likelihoods[np.clip(places, 0, len(likelihoods) - 1), np.clip(at, 0, KEYS - 1)]
    return np.where(inside, found, np.float32(0))


def _tone_features(levels: SoundLevels, starts: NDArray[np.int64], keys: NDArray[np.int64]) -> Matrix:
    after = np.maximum(_rows(levels.tones, starts + 4, TONE_HOPS), _rows(levels.tones, starts + 12, TONE_HOPS))
    before = _rows(levels.tones, starts - 16, TONE_HOPS)
    first = BINS_A_SEMITONE * (SEMITONES_BELOW + keys)

    def at(rows: NDArray[np.float32], step: int) -> NDArray[np.float32]:
        """Return the highest level within a third of a semitone."""
        highest: NDArray[np.float32] = _gathered(rows, first + step, 1).max(axis=1)
        return highest

    def standing_out(step: int) -> NDArray[np.float32]:
        around = np.median(_gathered(after, first + step, _FLOOR_BINS), axis=1)
        return np.where(first + step < TONE_BINS, at(after, step) - around, 0)

    loudest = after.max(axis=1)
    harmonics = [at(after, step) for step in _HARMONIC_BINS]
    columns = [standing_out(step) for step in _HARMONIC_BINS]
    columns += [standing_out(step) for step in _BELOW_BINS]
    columns += [harmonic - at(before, step) for harmonic, step in zip(harmonics[:6], _HARMONIC_BINS, strict=False)]
    columns += [harmonic - loudest for harmonic in harmonics[:6]]
    columns += [
        at(after, _HARMONIC_BINS[number] + BINS_A_SEMITONE * step) - harmonics[number]
        for step in _NEIGHBOURS
        for number in (0, 1)
    ]
    usual = np.median(after, axis=1)
    loudest_of_all = np.float32(levels.tones.max(initial=0))
    columns += [loudest - usual, np.percentile(after, 90, axis=1) - usual, loudest - loudest_of_all]
    features: Matrix = np.clip(np.stack(columns, axis=1) * _DB_SCALE, -2, 2).astype(np.float32)
    return features


def _attack_features(levels: SoundLevels, starts: NDArray[np.int64], keys: NDArray[np.int64]) -> Matrix:
    """Return the course of the first harmonics' levels, each below its highest, and how far all keys' levels rise."""
    course = np.stack([_rows(levels.attacks, starts + step, 1) for step in _ATTACK_TIMES])
    columns = []
    for step in HARMONIC_SEMITONES[:4]:
        harmonic = np.stack([_gathered(rows, keys + step, 0)[:, 0] for rows in course])
        columns += list(harmonic - harmonic.max(axis=0))
    rises = course[5:8].max(axis=0) - course[1:3].min(axis=0)
    columns += [rises.mean(axis=1), np.median(rises, axis=1), np.percentile(rises, 90, axis=1)]
    features: Matrix = np.clip(np.stack(columns, axis=1) * _DB_SCALE, -2, 2).astype(np.float32)
    return features


def _rows(levels: NDArray[np.uint8], frames: NDArray[np.int64], hops: int) -> NDArray[np.float32]:
    """Return the rows nearest to so many hops; silence before the beginning and after the end."""
    rows = np.rint(frames / hops).astype(np.int64)
    inside = (rows >= 0) & (rows < len(levels))
    return np.where(inside[:, None], levels[np.clip(rows, 0, len(levels) - 1)], 0).astype(np.float32)


def _gathered(rows: NDArray[np.float32], bins: NDArray[np.int64], reach: int) -> NDArray[np.float32]:
    """Return ``(candidates, 2 * reach + 1)`` bins around each; zero where there are none."""
    places = bins[:, None] + np.arange(-reach, reach + 1)
    inside = (places >= 0) & (places < rows.shape[1])
    return np.where(inside, np.take_along_axis(rows, np.clip(places, 0, rows.shape[1] - 1), axis=1), 0)

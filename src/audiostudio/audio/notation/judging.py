"""Finds notes as `decoding` does, but lets a small network judge where they begin, by likelihoods and levels together.

A threshold on the onset likelihood alone loses bowed notes and low ones, takes harmonics for notes and finds notes in
noise. The network says of every place at which a note may begin how likely one does, and how far off. It was trained by
``training/note_judge.py``, and is measured on instruments and pieces that it has never heard
(``benchmarks/transcription.py``).
"""

from collections.abc import Callable
from functools import cache
from importlib.resources import files

import numpy as np
from numba import njit
from numpy.typing import NDArray
from scipy.special import expit

from audiostudio.audio.notation.decoding import (
    FRAME_RATE_HZ,
    KEYS,
    NoteActivations,
    NoteRules,
    Span,
    keys_within,
    spans_from,
)
from audiostudio.audio.notation.note_evidence import HARMONIC_SEMITONES, note_features, onset_candidates
from audiostudio.audio.notation.sound_levels import LOWEST_HZ, STEPS_A_DB, tone_bin
from audiostudio.audio.types import Matrix

# So much is judged between two chances to stop.
_CANDIDATES_AT_ONCE = 2_000
# Two beginnings of one key nearer than 58 ms are one. So are two nearer than the shortest note, up to 151 ms: with
# both, the first would be too short to be a note, and the second would begin it late.
_APART_FRAMES, _FARTHEST_APART_FRAMES = 5, 13
# What sees a note begin farther off than this guesses how far too short, and may mean one that is farther off.
_SURE_FRAMES = 2
_AT_ONCE_FRAMES = 2
# Offsets are learnt in units of so many frames, and followed no farther than the training's (105 ms).
OFFSET_FRAMES, _FARTHEST_FRAMES = 4, 9
_DOUBT_A_FRAME = 0.1
# A key that is not seen to sound within 139 ms of its onset is followed by its levels, to 20 dB below their highest.
_SOON_FRAMES, _FADED_DB = 12, 20
# Above D#7 (2.5 kHz) the model is nearly deaf. A key there that is the loudest of all from 23 to 163 ms after its
# onset, stands out by then from the usual level and from the keys that it may be a harmonic of, and begins out of what
# is softer still, is a note whatever the model says. Drops, clicks and cymbals fade sooner or are as loud elsewhere.
_DEAF_FROM_KEY, _RINGING_FRAMES = 79, (2, 5, 9, 14)
_OUTSTANDING_DB, _ABOVE_DB, _RINGING_LIKELIHOOD = 15, 20, 0.9
# Hum is told from notes where it lasts for at least three seconds.
_HUM_FRAMES = round(3 * FRAME_RATE_HZ)
_MAINS_HZ = (50, 60, 100, 120)
_WEIGHTS = "note_judge.npz"


def judge_spans(
    activations: NoteActivations, rules: NoteRules, may_stop: Callable[[], None] = lambda: None
) -> list[Span]:
    """Return the notes in order of onset, then pitch; notes of one key never overlap.

    Args:
        activations: what was heard, with levels.
        rules: what counts; the onset threshold is the least likelihood, by the network, that a note begins.
        may_stop: called every fraction of a second of work; may raise to stop.
    """
    low, high = keys_within(rules)
    places, keys, moved, likelihoods = _judged(activations, low, high, may_stop)
    likely = likelihoods >= rules.onset_threshold
    places, keys, moved, likelihoods = places[likely], keys[likely], moved[likely], likelihoods[likely]
    starts = np.clip(places + moved, 0, max(0, len(activations.frames) - 1))
    # Of candidates that mean the same note the nearest knows best when it begins.
    best_first = np.argsort(_DOUBT_A_FRAME * np.abs(moved) - likelihoods, kind="stable")
    minimum_frames = max(1, round(rules.minimum_note_s * FRAME_RATE_HZ))
    apart_frames = min(max(_APART_FRAMES, minimum_frames), _FARTHEST_APART_FRAMES)
    reaches = apart_frames + 2 * np.maximum(0, np.abs(moved) - _SURE_FRAMES)
    kept = _likeliest(starts, keys, reaches, best_first, len(activations.frames))
    order = kept[np.lexsort((keys[kept], starts[kept]))]
    starts, keys = starts[order], keys[order]
    is_seen = _is_seen(activations.frames, starts, keys, rules.frame_threshold)
    spans = spans_from(activations, starts[is_seen], keys[is_seen], rules, may_stop)
    spans += _by_level(activations, starts[~is_seen], keys[~is_seen])
    apart = _apart(spans, minimum_frames)
    hums = {span.key for span in apart if _is_hum(activations, span)}
    return [span for span in apart if span.key not in hums]


def _judged(
    activations: NoteActivations, low: int, high: int, may_stop: Callable[[], None]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.float32]]:
    """Return candidates' frames and keys, how many frames after each a note begins, and how likely one does."""
    places, keys = onset_candidates(activations, low, high)
    answers = [np.zeros((0, 2), np.float32)]
    for at in range(0, len(places), _CANDIDATES_AT_ONCE):
        may_stop()
        piece = slice(at, at + _CANDIDATES_AT_ONCE)
        answers.append(_answers(note_features(activations, places[piece], keys[piece])))
    begins, offsets = np.concatenate(answers).T
    moved = np.clip(np.rint(OFFSET_FRAMES * offsets), -_FARTHEST_FRAMES, _FARTHEST_FRAMES).astype(np.int64)
    assert activations.levels is not None
    likelihoods = expit(begins)
    rings = _rings_alone(activations.levels.attacks, places, keys)
    likelihoods[rings] = np.maximum(likelihoods[rings], _RINGING_LIKELIHOOD)
    return places, keys, moved, likelihoods


def _rings_alone(levels: NDArray[np.uint8], places: NDArray[np.int64], keys: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return whether a key of the highest that begins at each place rings on, louder than all others."""
    rings = keys >= _DEAF_FROM_KEY
    at, key = places[rings], keys[rings]
    before = levels[np.maximum(0, at - _SOON_FRAMES)].max(axis=1, initial=0) * (at >= _SOON_FRAMES)
    found = np.ones(len(at), np.bool_)
    for step in _RINGING_FRAMES:
        rows = levels[np.minimum(at + step, len(levels) - 1)].astype(np.int64)
        own = rows[np.arange(len(at)), key]
        found &= own >= rows.max(axis=1, initial=0)
        found &= own >= np.median(rows, axis=1) + STEPS_A_DB * _OUTSTANDING_DB
        if step == _RINGING_FRAMES[0]:
            found &= own >= before + STEPS_A_DB * _ABOVE_DB
    for lower in HARMONIC_SEMITONES[1:4]:
        found &= own >= rows[np.arange(len(at)), key - lower] + STEPS_A_DB * _OUTSTANDING_DB
    rings[rings] = found
    return rings


@njit(cache=True, nogil=True)
def _likeliest(starts, keys, reaches, best_first, frames):  # type: ignore[no-untyped-def]
    """Return the places of those that no better one of their key, or at once of a neighbouring key, is too near to.

    On its own key too near is nearer than its reach.
    Neighbouring keys ring along, so that of two that begin at once only one could last.
    """
    taken = np.zeros((frames, KEYS + 2), np.bool_)
    kept = np.empty(len(best_first), np.int64)
    count = 0
    for place in best_first:
        start, key, reach = starts[place], keys[place] + 1, reaches[place]
        if taken[max(0, start - reach + 1) : start + reach, key].any():
            continue
        if taken[max(0, start - _AT_ONCE_FRAMES) : start + _AT_ONCE_FRAMES + 1, key - 1 : key + 2].any():
            continue
        taken[start, key] = True
        kept[count] = place
        count += 1
    return kept[:count].copy()


def _is_seen(frames: Matrix, starts: NDArray[np.int64], keys: NDArray[np.int64], threshold: float) -> NDArray[np.bool_]:
    """Return whether the model, too, finds soon after each onset that its key sounds."""
    near = np.minimum(starts[:, None] + np.arange(_SOON_FRAMES), len(frames) - 1)
    return np.asarray(frames[near, keys[:, None]].max(axis=1, initial=0) >= threshold)


def _by_level(activations: NoteActivations, starts: NDArray[np.int64], keys: NDArray[np.int64]) -> list[Span]:
    """Return notes that the model does not see, as at both ends of the piano, until their harmonics have faded."""
    assert activations.levels is not None
    levels, spans = activations.levels.attacks, []
    for start, key in zip(starts.tolist(), keys.tolist(), strict=True):
        bins = key + HARMONIC_SEMITONES[:4]
        course = levels[start:, bins[bins < levels.shape[1]]].max(axis=1).astype(np.int64)
        faded = np.flatnonzero(course[_SOON_FRAMES:] < course[:_SOON_FRAMES].max() - _FADED_DB * STEPS_A_DB)
        spans.append(Span(start, start + _SOON_FRAMES + int(faded[0]) if len(faded) else len(levels), key))
    return [span for span in spans if span.end > span.start]


def _apart(spans: list[Span], minimum_frames: int) -> list[Span]:
    """Return spans in order, each ended before its key begins again, those that are too short left out."""
    apart: list[Span] = []
    following: dict[int, int] = {}
    for span in sorted(spans, key=lambda span: (span.start, span.key), reverse=True):
        end = min(span.end, following.get(span.key, span.end))
        if end - span.start >= minimum_frames:
            apart.append(Span(span.start, end, span.key))
            following[span.key] = span.start
    return apart[::-1]


def _is_hum(activations: NoteActivations, span: Span) -> bool:
    """Return whether a note is the hum of the mains.

    It lasts for nearly all of the recording, and its harmonics are those of 50 or 60 Hz, or of twice that, rather than
    those of its key.
    """
    if span.end - span.start < max(_HUM_FRAMES, 0.95 * len(activations.frames)):
        return False
    assert activations.levels is not None
    steady, numbers = np.median(activations.levels.tones, axis=0), np.arange(2.0, 17)
    key_hz = LOWEST_HZ * 2 ** (span.key / 12)
    level = steady[tone_bin(key_hz * numbers)].mean()
    near = [hz for hz in _MAINS_HZ if abs(12 * np.log2(hz / key_hz)) < 0.6]
    return any(steady[tone_bin(hz * numbers)].mean() > level for hz in near)


def _answers(features: Matrix) -> Matrix:
    """Return ``(candidates, 2)``: the log odds that a note begins, and how far from the candidate."""
    network = _network()
    hidden = np.maximum(0, features @ network["first"] + network["first_bias"])
    hidden = np.maximum(0, hidden @ network["second"] + network["second_bias"])
    answers: Matrix = hidden @ network["out"] + network["out_bias"]
    return answers


@cache
def _network() -> dict[str, NDArray[np.float32]]:
    with files("audiostudio.audio.notation").joinpath(_WEIGHTS).open("rb") as file, np.load(file) as arrays:
        return {name: arrays[name] for name in arrays}

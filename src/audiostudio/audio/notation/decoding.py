"""Makes notes of what a note model hears: how likely each key sounds, and begins to sound, from frame to frame.

The rules are those of Bittner, Bosch, Rubinstein, Meseguer-Brocal and Ewert, "A lightweight instrument-agnostic model
for polyphonic note transcription and multipitch estimation", ICASSP 2022: notes begin at peaks of the onset likelihood
and last while the frame likelihood holds; what is left over and still likely may become notes as well. With the
published parameters the notes are those of the published decoder, note for note, except that it loses an onset that is
equally likely in two frames, as that of a lone note often is. What improves on it is in `judging` and `vibrato`.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from audiostudio.audio.notation.notes import BEND_RANGE_SEMITONES, BENDS_A_SECOND, Note, frequency_hz
from audiostudio.audio.notation.sound_levels import SoundLevels
from audiostudio.audio.types import Matrix

FRAME_RATE_HZ = BENDS_A_SECOND
LOWEST_MIDI_PITCH = 21
KEYS = 88
CONTOUR_BINS_PER_SEMITONE = 3

# A note goes on across gaps shorter than this (128 ms).
_GAP_FRAMES = 11
_HALF_BINS = BEND_RANGE_SEMITONES * CONTOUR_BINS_PER_SEMITONE
# So much is decoded between two chances to stop: well below a second of work each.
_STARTS_AT_ONCE = 2_000
_FRAMES_AT_ONCE = 20_000


@dataclass(frozen=True)
class NoteActivations:
    """What a note model hears, `FRAME_RATE_HZ` frames a second, the first at 0 s.

    Attributes:
        frames: likelihood that a key sounds, ``(frames, KEYS)``, the first key being MIDI pitch 21 (27.5 Hz).
        onsets: likelihood that a key begins to sound, of the same shape.
        contours: likelihood of a pitch in thirds of a semitone in steps of 1/255, ``(frames, 3 * KEYS)``, key ``k`` at
            bin ``3 * k + 1``; ``None`` where nobody asked for bends.
        levels: what was to be heard; ``None`` where nobody measured.
    """

    frames: Matrix
    onsets: Matrix
    contours: NDArray[np.uint8] | None = None
    levels: SoundLevels | None = None


@dataclass(frozen=True)
class NoteRules:
    """What counts as a note.

    Attributes:
        onset_threshold: the least onset likelihood at which a note begins.
        frame_threshold: the least frame likelihood at which it goes on.
        minimum_note_s: shorter notes are dropped.
        lowest_hz, highest_hz: keys whose fundamental lies outside are not looked at.
        with_leftovers: whether sound that no onset explains becomes notes.
    """

    onset_threshold: float = 0.5
    frame_threshold: float = 0.3
    minimum_note_s: float = 0.1
    lowest_hz: float = 27.5
    highest_hz: float = 4_186.1
    with_leftovers: bool = False


@dataclass(frozen=True)
class Span:
    """A note in frames and keys: from ``start`` to before ``end``, on the key ``key`` of `KEYS`."""

    start: int
    end: int
    key: int


def decode_spans(
    activations: NoteActivations, rules: NoteRules, may_stop: Callable[[], None] = lambda: None
) -> list[Span]:
    """Return the notes in order of onset, then pitch; notes of one key never overlap.

    Takes a byte for each likelihood beside the activations, which are left as they are.

    Args:
        activations: what was heard.
        rules: what counts.
        may_stop: called every fraction of a second of work; may raise to stop.
    """
    low, high = keys_within(rules)
    starts, keys = _peaks(activations.frames, activations.onsets, low, high, rules.onset_threshold, may_stop)
    return spans_from(activations, starts, keys, rules, may_stop)


def spans_from(
    activations: NoteActivations,
    starts: NDArray[np.int64],
    keys: NDArray[np.int64],
    rules: NoteRules,
    may_stop: Callable[[], None] = lambda: None,
) -> list[Span]:
    """Return the notes that begin at frames and on keys, both in order of time, and what is left over if asked to.

    A repeated note ends where it is struck again.
    """
    frames = activations.frames
    low, high = keys_within(rules)
    taken = np.ones(frames.shape, np.uint8)
    taken[:, low:high] = 0
    minimum_frames = max(1, round(rules.minimum_note_s * FRAME_RATE_HZ))
    found = []
    starts, keys = np.ascontiguousarray(starts[::-1]), np.ascontiguousarray(keys[::-1])
    for at in range(0, len(starts), _STARTS_AT_ONCE):
        may_stop()
        piece = slice(at, at + _STARTS_AT_ONCE)
        found.append(_from_onsets(frames, taken, starts[piece], keys[piece], rules.frame_threshold, minimum_frames))
    if rules.with_leftovers:
        starts, keys = _likeliest_first(frames, taken, rules.frame_threshold)
        for at in range(0, len(starts), _STARTS_AT_ONCE):
            may_stop()
            piece = slice(at, at + _STARTS_AT_ONCE)
            found.append(
                _from_leftovers(frames, taken, starts[piece], keys[piece], rules.frame_threshold, minimum_frames)
            )
    spans = [Span(*row) for part in found for row in part.tolist()]
    return sorted(spans, key=lambda span: (span.start, span.key))


def to_notes(
    activations: NoteActivations, spans: list[Span], may_stop: Callable[[], None] = lambda: None
) -> list[Note]:
    """Return spans as notes, as loud as they are likely (127 times the mean frame likelihood), with bends if known."""
    notes = []
    for number, span in enumerate(spans):
        if number % _STARTS_AT_ONCE == 0:
            may_stop()
        likelihood = float(activations.frames[span.start : span.end, span.key].mean())
        contours = activations.contours
        notes.append(
            Note(
                onset_s=span.start / FRAME_RATE_HZ,
                offset_s=span.end / FRAME_RATE_HZ,
                midi_pitch=LOWEST_MIDI_PITCH + span.key,
                velocity=min(127, max(1, round(127 * likelihood))),
                bends_semitones=() if contours is None else _bends(contours[span.start : span.end], span.key),
            )
        )
    return notes


def keys_within(rules: NoteRules) -> tuple[int, int]:
    """Return the first key of the range, and the first above it."""
    fundamental_hz = frequency_hz(LOWEST_MIDI_PITCH + np.arange(KEYS))
    # A key is meant by whoever names its frequency to a tenth of a semitone.
    tolerance = 2 ** (0.1 / 12)
    low = np.searchsorted(fundamental_hz, rules.lowest_hz / tolerance)
    return int(low), int(np.searchsorted(fundamental_hz, rules.highest_hz * tolerance, side="right"))


def _peaks(
    frames: Matrix, onsets: Matrix, low: int, high: int, threshold: float, may_stop: Callable[[], None]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return frames and keys at which notes begin, in order of time.

    An onset also shows as a rise of the frame likelihood over two frames, scaled so that the greatest rise is as likely
    as the greatest onset. Where both belong to the same note the two are equal, often in frames side by side: peaks may
    be level, and lie where they are reached. Nothing is likely before the beginning and after the end.
    """
    greatest_onset = float(onsets[:, low:high].max(initial=0))
    pieces = [(at, min(at + _FRAMES_AT_ONCE, len(frames))) for at in range(0, len(frames), _FRAMES_AT_ONCE)]
    greatest_rise = 0.0
    for first, last in pieces:
        may_stop()
        greatest_rise = max(greatest_rise, _greatest_rise(frames, low, high, first, last))
    found = [np.zeros((0, 2), np.int64)]
    for first, last in pieces:
        may_stop()
        found.append(_peaks_between(frames, onsets, low, high, first, last, threshold, greatest_onset, greatest_rise))
    starts, keys = np.concatenate(found).T
    return starts, keys


@njit(cache=True, nogil=True)
def _rise(frames, at, key):  # type: ignore[no-untyped-def]
    """Return the least rise over the one and the two frames before, in double precision as published."""
    if at < 2:
        return 0.0
    here = np.float64(frames[at, key])
    return max(0.0, min(here - np.float64(frames[at - 1, key]), here - np.float64(frames[at - 2, key])))


@njit(cache=True, nogil=True)
def _greatest_rise(frames, low, high, first, last):  # type: ignore[no-untyped-def]
    greatest = 0.0
    for at in range(first, last):
        for key in range(low, high):
            greatest = max(greatest, _rise(frames, at, key))
    return greatest


@njit(cache=True, nogil=True)
def _onset(frames, onsets, at, key, greatest_onset, greatest_rise):  # type: ignore[no-untyped-def]
    if at < 0 or at >= len(frames):
        return 0.0
    likely = np.float64(onsets[at, key])
    if greatest_rise > 0:
        likely = max(likely, greatest_onset * _rise(frames, at, key) / greatest_rise)
    return likely


@njit(cache=True, nogil=True)
def _peaks_between(frames, onsets, low, high, first, last, threshold, greatest_onset, greatest_rise):  # type: ignore[no-untyped-def]
    found = np.empty(((last - first) * (high - low), 2), np.int64)
    count = 0
    for at in range(first, last):
        for key in range(low, high):
            likely = _onset(frames, onsets, at, key, greatest_onset, greatest_rise)
            if likely < threshold or likely <= _onset(frames, onsets, at - 1, key, greatest_onset, greatest_rise):
                continue
            after = at + 1
            while _onset(frames, onsets, after, key, greatest_onset, greatest_rise) == likely:
                after += 1
            if _onset(frames, onsets, after, key, greatest_onset, greatest_rise) < likely:
                found[count, 0] = at
                found[count, 1] = key
                count += 1
    return found[:count].copy()


@njit(cache=True, nogil=True)
def _from_onsets(frames, taken, starts, keys, threshold, minimum_frames):  # type: ignore[no-untyped-def]
    """Return spans from their onsets to where they fade, and take from the rest what they explain.

    That is their own key and both neighbours, which ring along with it. The likelihood may rise later than the onset,
    so a gap at the beginning counts no differently.
    """
    spans = np.empty((len(starts), 3), np.int64)
    count = 0
    for number in range(len(starts)):
        start, key = starts[number], keys[number]
        at, gap = start + 1, 0
        while at < len(frames) - 1 and gap < _GAP_FRAMES:
            gap = gap + 1 if taken[at, key] or frames[at, key] < threshold else 0
            at += 1
        end = at - gap
        if end - start >= minimum_frames:
            taken[start:end, max(0, key - 1) : key + 2] = 1
            spans[count] = start, end, key
            count += 1
    return spans[:count].copy()


def _likeliest_first(
    frames: Matrix, taken: NDArray[np.uint8], threshold: float
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    places = np.flatnonzero((frames > threshold) & (taken == 0))
    places = places[np.argsort(-frames.ravel()[places], kind="stable")]
    return places // KEYS, places % KEYS


@njit(cache=True, nogil=True)
def _from_leftovers(frames, taken, starts, keys, threshold, minimum_frames):  # type: ignore[no-untyped-def]
    """Return spans around frames that no onset explains, as far as they hold in both directions."""
    spans = np.empty((len(starts), 3), np.int64)
    count = 0
    for number in range(len(starts)):
        middle, key = starts[number], keys[number]
        if taken[middle, key]:
            continue  # a span found since has explained it
        taken[middle, key] = 1
        at, gap = middle + 1, 0
        while at < len(frames) - 1 and gap < _GAP_FRAMES:
            gap = gap + 1 if taken[at, key] or frames[at, key] < threshold else 0
            taken[at, max(0, key - 1) : key + 2] = 1
            at += 1
        end = at - 1 - gap
        at, gap = middle - 1, 0
        while at > 0 and gap < _GAP_FRAMES:
            gap = gap + 1 if taken[at, key] or frames[at, key] < threshold else 0
            taken[at, max(0, key - 1) : key + 2] = 1
            at -= 1
        start = at + 1 + gap
        if end - start >= minimum_frames:
            spans[count] = start, end, key
            count += 1
    return spans[:count].copy()


def _bends(contours: NDArray[np.uint8], key: int) -> tuple[float, ...]:
    """Return the pitch of a note in semitones at each frame, relative to its key.

    It is the centre of gravity of the likeliest bin within the bend range and the bins beside it.
    """
    # The middle one of a key's three bins is the key in tune, as tuned tones show; its lowest would be a third flat.
    centre = key * CONTOUR_BINS_PER_SEMITONE + CONTOUR_BINS_PER_SEMITONE // 2
    padded = np.pad(contours.astype(np.float32), ((0, 0), (_HALF_BINS + 1, _HALF_BINS + 1)))
    near = padded[:, centre : centre + 2 * _HALF_BINS + 3]
    best = 1 + near[:, 1:-1].argmax(axis=1)
    around = np.take_along_axis(near, best[:, None] + np.array([-1, 0, 1]), axis=1)
    total = around.sum(axis=1)
    lean = np.divide(around[:, 2] - around[:, 0], total, out=np.zeros_like(total), where=total > 0)
    bins = np.where(total > 0, best - 1 - _HALF_BINS + lean, 0)
    bends = np.clip(bins / CONTOUR_BINS_PER_SEMITONE, -BEND_RANGE_SEMITONES, BEND_RANGE_SEMITONES)
    return tuple(round(float(bend), 3) for bend in bends)

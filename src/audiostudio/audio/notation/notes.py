"""Makes notes of what a note model hears: how likely each key sounds, and begins to sound, from frame to frame.

The rules are those of Bittner, Bosch, Rubinstein, Meseguer-Brocal and Ewert, "A lightweight instrument-agnostic model
for polyphonic note transcription and multipitch estimation", ICASSP 2022: notes begin at peaks of the onset likelihood
and last while the frame likelihood holds; what is left over and still likely may become notes as well.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Likelihoods = NDArray[np.float32]

FRAME_RATE_HZ = 22_050 / 256
LOWEST_MIDI_PITCH = 21
KEYS = 88
CONTOUR_BINS_PER_SEMITONE = 3
# As far as a bend is followed, which is what instruments understand unless told otherwise.
BEND_RANGE_SEMITONES = 2

# A note goes on across gaps shorter than this (128 ms).
_GAP_FRAMES = 11
# An onset also shows as a rise of the frame likelihood over this many frames.
_RISE_FRAMES = 2
_HALF_BINS = BEND_RANGE_SEMITONES * CONTOUR_BINS_PER_SEMITONE


@dataclass(frozen=True)
class NoteActivations:
    """What a note model hears, `FRAME_RATE_HZ` frames a second, the first at 0 s.

    Attributes:
        frames: likelihood that a key sounds, ``(frames, KEYS)``, the first key being MIDI pitch 21 (27.5 Hz).
        onsets: likelihood that a key begins to sound, of the same shape.
        contours: likelihood of a pitch in thirds of a semitone, ``(frames, 3 * KEYS)``, key ``k`` at bin ``3 * k + 1``;
            ``None`` where nobody asked for bends.
    """

    frames: Likelihoods
    onsets: Likelihoods
    contours: NDArray[np.float16] | None = None


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
class Note:
    """One note.

    Attributes:
        onset_s, offset_s: where it begins and ends.
        midi_pitch: its key, 60 being middle C.
        velocity: how loud the model is sure to hear it, 1 to 127: 127 times the mean frame likelihood.
        bends_semitones: deviation from the key at every frame from the onset on; empty where bends are not known.
    """

    onset_s: float
    offset_s: float
    midi_pitch: int
    velocity: int
    bends_semitones: tuple[float, ...] = ()


@dataclass(frozen=True)
class _Span:
    """A note in frames and keys."""

    start: int
    end: int
    key: int


def decode_notes(activations: NoteActivations, rules: NoteRules | None = None) -> list[Note]:
    """Return the notes in order of onset, then pitch; notes of one key never overlap."""
    rules = rules or NoteRules()
    sounding = np.where(_keys_within(rules), activations.frames, np.float32(0))
    minimum_frames = max(1, round(rules.minimum_note_s * FRAME_RATE_HZ))
    spans = list(_spans_from_onsets(activations.onsets, sounding, rules, minimum_frames))
    if rules.with_leftovers:
        spans += _spans_from_leftovers(sounding, rules, minimum_frames)
    notes = [_note(span, activations.frames) for span in spans]
    if activations.contours is not None:
        contours = activations.contours
        notes = [
            replace(note, bends_semitones=_bends_semitones(contours[span.start : span.end], span.key))
            for note, span in zip(notes, spans, strict=True)
        ]
    return sorted(notes, key=lambda note: (note.onset_s, note.midi_pitch))


def frequency_hz(midi_pitch: NDArray[np.int_]) -> NDArray[np.float64]:
    """Return the fundamental of a key in equal temperament, A4 (69) being 440 Hz."""
    return np.asarray(440 * 2 ** ((midi_pitch - 69) / 12), np.float64)


def _keys_within(rules: NoteRules) -> NDArray[np.bool_]:
    fundamental_hz = frequency_hz(LOWEST_MIDI_PITCH + np.arange(KEYS))
    # A key is meant by whoever names its frequency to a tenth of a semitone.
    tolerance = 2 ** (0.1 / 12)
    return (fundamental_hz * tolerance >= rules.lowest_hz) & (fundamental_hz <= rules.highest_hz * tolerance)


def _spans_from_onsets(
    onsets: Likelihoods, sounding: Likelihoods, rules: NoteRules, minimum_frames: int
) -> Iterator[_Span]:
    """Yield a span for each onset, later ones first so that a repeated note ends where it is struck again.

    What a span explains is taken out of ``sounding``, on its key and both neighbours, which ring along with it.
    """
    likely = _with_rises(onsets, sounding)
    peaks = np.zeros(likely.shape, bool)
    middle = likely[1:-1]
    peaks[1:-1] = (middle > likely[:-2]) & (middle > likely[2:]) & (middle >= rules.onset_threshold)
    peaks &= _keys_within(rules)
    for start, key in np.argwhere(peaks)[::-1].tolist():
        end = start + _frames_until_gap(sounding[start:, key] >= rules.frame_threshold)
        if end - start >= minimum_frames:
            _take(sounding, _Span(start, end, key))
            yield _Span(start, end, key)


def _spans_from_leftovers(sounding: Likelihoods, rules: NoteRules, minimum_frames: int) -> Iterator[_Span]:
    """Yield spans around the likeliest frames that no onset explained, the likeliest first."""
    frames, keys = np.nonzero(sounding > rules.frame_threshold)
    order = np.argsort(-sounding[frames, keys], kind="stable")
    for frame, key in zip(frames[order].tolist(), keys[order].tolist(), strict=True):
        if not sounding[frame, key]:
            continue  # a span taken since has explained it
        holds = sounding[:, key] >= rules.frame_threshold
        end = frame + _frames_until_gap(holds[frame:])
        start = frame + 1 - _frames_until_gap(holds[frame::-1])
        _take(sounding, _Span(start, end, key))
        if end - start >= minimum_frames:
            yield _Span(start, end, key)


def _with_rises(onsets: Likelihoods, sounding: Likelihoods) -> Likelihoods:
    """Return the onset likelihood, or the frame likelihood's rise where that is greater.

    The rise at a frame is the least of its differences to the frames before, scaled so that the greatest rise is as
    likely as the greatest onset.
    """
    rises = np.zeros_like(sounding)
    if len(sounding) > _RISE_FRAMES:
        rises[_RISE_FRAMES:] = sounding[_RISE_FRAMES:] - np.maximum(sounding[1:-1], sounding[:-2])
    greatest = rises.max(initial=0)
    if greatest > 0:
        rises *= onsets.max(initial=0) / greatest
    return np.maximum(onsets, rises)


def _frames_until_gap(holds: NDArray[np.bool_]) -> int:
    """Return how many frames there are up to the last that holds before a gap.

    The likelihood may rise later than the onset, so a gap at the beginning counts no differently.
    """
    end = 0
    for position, held in enumerate(holds):
        if held:
            end = position + 1
        elif position - end >= _GAP_FRAMES - 1:
            break
    return end


def _take(sounding: Likelihoods, span: _Span) -> None:
    sounding[span.start : span.end, max(0, span.key - 1) : span.key + 2] = 0


def _note(span: _Span, frames: Likelihoods) -> Note:
    likelihood = float(frames[span.start : span.end, span.key].mean())
    return Note(
        onset_s=span.start / FRAME_RATE_HZ,
        offset_s=span.end / FRAME_RATE_HZ,
        midi_pitch=LOWEST_MIDI_PITCH + span.key,
        velocity=min(127, max(1, round(127 * likelihood))),
    )


def _bends_semitones(contours: NDArray[np.float16], key: int) -> tuple[float, ...]:
    """Return the pitch of a note at each frame, relative to its key.

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

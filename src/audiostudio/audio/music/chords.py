"""Which chord sounds when: templates on the notes of each beat, and a path that changes as seldom as music does."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audiostudio.audio.music.beats import BeatGrid
from audiostudio.audio.music.chroma import PitchActivity, is_tonal, pitch_activity
from audiostudio.audio.music.features import MusicFeatures
from audiostudio.audio.music.key import Key
from audiostudio.audio.music.pauses import counted_through
from audiostudio.audio.music.pitch_names import is_flat_key, pitch_class_name
from audiostudio.audio.music.unavailable import Unavailable
from audiostudio.audio.types import Curve

_QUALITIES: dict[str, tuple[int, ...]] = {
    "maj": (0, 4, 7),
    "min": (0, 3, 7),
    "7": (0, 4, 7, 10),
    "maj7": (0, 4, 7, 11),
    "min7": (0, 3, 7, 10),
}
_PRETTY = {"maj": "", "min": "m", "7": "7", "maj7": "maj7", "min7": "m7"}
NO_CHORD = "N"
_PIECE_S = 0.5
# A beat that fits a chord perfectly is so much likelier than one that fits not at all.
_SHARPNESS = 14.0
_ROOT_IN_BASS = 3.0
_SEVENTH_PRICE = 1.1
_NO_CHORD_FIT = 0.62
_CHANGE_PRICE = 2.5


@dataclass(frozen=True)
class Chord:
    """A chord and when it sounds.

    Attributes:
        start_s, end_s: its time.
        label: root and quality as in Harte's syntax: "C:min"; "N" where no chord sounds.
        pretty: as musicians write it: "Cm"; "–" for none.
        root: pitch class, 0 being C; ``None`` for none.
        confidence: 0 to 1.
    """

    start_s: float
    end_s: float
    label: str
    pretty: str
    root: int | None
    confidence: float


def estimate_chords(
    features: MusicFeatures, beats: BeatGrid | Unavailable | None = None, key: Key | Unavailable | None = None
) -> list[Chord]:
    """Find the chords, changing on beats where those are known and each half second elsewhere.

    Args:
        features: of the programme.
        beats: from `estimate_beats`.
        key: from `estimate_key`; it decides how chords are spelt, and tells that there are pitches.

    Returns:
        chords that follow one another from 0 to the end; empty for silence and for sounds without pitches.
    """
    edges = chord_edges(features.duration_s, beats)
    activity = pitch_activity(features, edges)
    # What has a key has pitches: they are not looked for a second time.
    if not activity.notes.any() or not (isinstance(key, Key) or is_tonal(features)):
        return []
    likelihoods = _likelihoods(activity)
    states = _path(likelihoods)
    if (states == likelihoods.shape[1] - 1).all():
        return []
    flats = isinstance(key, Key) and is_flat_key(key.tonic, key.mode)
    return _joined(states, likelihoods, edges, flats)


def chord_edges(duration_s: float, beats: BeatGrid | Unavailable | None) -> Curve:
    """Return the times, ``(edges,)``, at which chords may change, from 0 to the end."""
    times = np.arange(0, duration_s, _PIECE_S)
    if isinstance(beats, BeatGrid):
        known, _ = counted_through(beats.beat_times_s)
        first, last = known[0], known[-1]
        before, after = (
            np.arange(first - _PIECE_S, 0, -_PIECE_S)[::-1],
            np.arange(last + _PIECE_S, duration_s, _PIECE_S),
        )
        times = np.concatenate([before, known, after])
    inside = times[(times > 0.05) & (times < duration_s - 0.05)]
    edges: Curve = np.concatenate([[0.0], inside, [duration_s]])
    return edges


def _likelihoods(activity: PitchActivity) -> Curve:
    """Return ``(pieces, 12 * qualities + 1)`` logarithmic likelihoods, the last of no chord."""
    treble, bass = _unit(np.sqrt(activity.treble)), _unit(np.sqrt(activity.bass))
    columns = []
    for degrees in _QUALITIES.values():
        template = np.zeros(12)
        template[list(degrees)] = 1 / np.sqrt(len(degrees))
        for root in range(12):
            fit = _SHARPNESS * treble @ np.roll(template, root) + _ROOT_IN_BASS * bass[:, root]
            columns.append(fit - (_SEVENTH_PRICE if len(degrees) > 3 else 0))
    columns.append(np.full(len(treble), _SHARPNESS * _NO_CHORD_FIT + 0.3 * _ROOT_IN_BASS))
    likelihoods = np.stack(columns, axis=1)
    silent = ~activity.notes.any(axis=1)
    likelihoods[silent] = 0
    likelihoods[silent, -1] = 2 * _SHARPNESS
    return likelihoods


def _unit(rows: Curve) -> Curve:
    unit: Curve = rows / (np.linalg.norm(rows, axis=1, keepdims=True) + 1e-9)
    return unit


def _path(likelihoods: Curve) -> NDArray[np.int64]:
    """Return the likeliest states where every change costs the same."""
    values = likelihoods[0].copy()
    stays = np.zeros(likelihoods.shape, bool)
    sources = np.zeros(len(likelihoods), np.int64)
    for piece in range(1, len(likelihoods)):
        sources[piece] = values.argmax()
        change = values[sources[piece]] - _CHANGE_PRICE
        stays[piece] = values >= change
        values = np.maximum(values, change) + likelihoods[piece]
    states = np.zeros(len(likelihoods), np.int64)
    states[-1] = values.argmax()
    for piece in range(len(likelihoods) - 1, 0, -1):
        states[piece - 1] = states[piece] if stays[piece, states[piece]] else sources[piece]
    return states


def _joined(states: NDArray[np.int64], likelihoods: Curve, edges: Curve, flats: bool) -> list[Chord]:
    certainty = np.exp(likelihoods - likelihoods.max(axis=1, keepdims=True))
    certainty /= certainty.sum(axis=1, keepdims=True)
    starts = np.flatnonzero(np.diff(states, prepend=-1))
    ends = np.append(starts[1:], len(states))
    return [
        _chord(int(states[a]), float(edges[a]), float(edges[b]), float(certainty[a:b, states[a]].mean()), flats)
        for a, b in zip(starts, ends, strict=True)
    ]


def _chord(state: int, start_s: float, end_s: float, confidence: float, flats: bool) -> Chord:
    qualities: Sequence[str] = list(_QUALITIES)
    if state == 12 * len(qualities):
        return Chord(start_s, end_s, NO_CHORD, "–", None, confidence)
    number, root = divmod(state, 12)
    name, quality = pitch_class_name(root, flats=flats), qualities[number]
    return Chord(start_s, end_s, f"{name}:{quality}", name + _PRETTY[quality], root, confidence)

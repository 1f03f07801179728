"""Music whose notes are known exactly, and the score that transcriptions of it get."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from audiostudio.audio.types import Audio

_ONSET_TOLERANCE_S = 0.05


@dataclass(frozen=True)
class Played:
    onset_s: float
    duration_s: float
    midi_pitch: int


def render(notes: Sequence[Played], rate_hz: int, *, decay_s: float | None = 0.6, slope: float = 2.0) -> Audio:
    """Return notes as series of eight harmonics, mono: plucked where they decay, blown where ``decay_s`` is None.

    Harmonic ``n`` has the amplitude ``n ** -slope``: 2 is an ideal plucked string, 1 a sawtooth.
    """
    end_s = max(note.onset_s + note.duration_s for note in notes) + 0.5
    sound = np.zeros(round(end_s * rate_hz))
    for note in notes:
        t = np.arange(round(note.duration_s * rate_hz)) / rate_hz
        fundamental_hz = 440 * 2 ** ((note.midi_pitch - 69) / 12)
        numbers = np.arange(1, 9)
        numbers = numbers[numbers * fundamental_hz < 0.45 * rate_hz]
        wave = sum(np.sin(2 * np.pi * number * fundamental_hz * t) / number**slope for number in numbers)
        envelope = np.clip(t / 0.005, 0, 1) * np.clip((note.duration_s - t) / 0.02, 0, 1)
        if decay_s is not None:
            envelope = envelope * np.exp(-t / decay_s)
        start = round(note.onset_s * rate_hz)
        sound[start : start + t.size] += wave * envelope
    return (0.5 * sound / np.abs(sound).max())[None].astype(np.float32)


def melody(seed: int, *, count: int = 24, note_s: float = 0.25, low: int = 48, high: int = 84) -> list[Played]:
    """Return a random walk, one note after the other."""
    rng = np.random.default_rng(seed)
    pitch = int(rng.integers(low + 5, high - 5))
    notes = []
    for number in range(count):
        notes.append(Played(0.3 + number * note_s, 0.9 * note_s, pitch))
        pitch = int(np.clip(pitch + rng.choice([-5, -4, -2, -1, 1, 2, 3, 5, 7]), low, high))
    return notes


def chords(seed: int, *, count: int = 8, chord_s: float = 0.6) -> list[Played]:
    """Return major and minor triads in random order."""
    rng = np.random.default_rng(seed)
    notes = []
    for number in range(count):
        root = int(rng.integers(48, 66))
        third = int(rng.choice([3, 4]))
        notes += [Played(0.3 + number * chord_s, 0.9 * chord_s, root + step) for step in (0, third, 7)]
    return notes


def onset_f1(played: Sequence[Played], heard: Sequence[tuple[float, int]]) -> float:
    """Return F1 of onsets within 50 ms on the right key, each note matched at most once.

    Args:
        played: the truth.
        heard: onset in seconds and pitch of each transcribed note.
    """
    matched = 0
    for pitch in {note.midi_pitch for note in played}:
        left = sorted(onset_s for onset_s, heard_pitch in heard if heard_pitch == pitch)
        for onset_s in sorted(note.onset_s for note in played if note.midi_pitch == pitch):
            while left and left[0] < onset_s - _ONSET_TOLERANCE_S:
                left.pop(0)
            if left and left[0] <= onset_s + _ONSET_TOLERANCE_S:
                left.pop(0)
                matched += 1
    return 2 * matched / (len(played) + len(heard)) if played or heard else 1.0

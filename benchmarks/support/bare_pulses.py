"""Music of little more than its beats, made of sines: struck chords, waltzes, metronomes, at any tempo."""

from collections.abc import Iterator

import numpy as np
from benchmarks.support.grooves import RATE_HZ, Groove
from numpy.typing import NDArray

KINDS = {
    "struck chords": (44, 216, 4),
    "bass and chord": (60, 190, 4),
    "waltz": (80, 208, 3),
    "struck waltz": (60, 190, 3),
    "broken chords in eighths": (56, 140, 4),
    "broken chords in sixteenths": (46, 96, 4),
    "broken chords in triplets": (44, 88, 4),
    "long chords and a tune": (48, 92, 4),
    "repeated chords in eighths": (70, 150, 4),
    "metronome": (40, 220, None),
    "metronome in four": (56, 210, 4),
    "metronome in three": (56, 210, 3),
    "clicks and chords": (50, 180, 4),
    "metronome in five": (70, 200, 5),
    "struck chords in five": (70, 190, 5),
}
_ROOTS = ((48, 45, 41, 43), (48, 43, 45, 41), (45, 41, 48, 43), (50, 43, 48, 48))
_STEPS = {48: (64, 67, 72), 45: (64, 69, 72), 41: (65, 69, 72), 43: (62, 67, 71), 50: (65, 69, 74)}


def bare_pulses(count: int, first_seed: int) -> Iterator[Groove]:
    """Yield pieces of all kinds in turn."""
    for number in range(count):
        yield play(list(KINDS)[number % len(KINDS)], first_seed + number)


def play(kind: str, seed: int, *, bpm: float | None = None) -> Groove:
    """Return a piece of a kind, 20 to 45 s long."""
    random = np.random.default_rng(seed)
    low, high, beats_per_bar = KINDS[kind]
    bpm = round(float(bpm or np.exp(random.uniform(np.log(low), np.log(high)))), 1)
    beat_s, bar = 60 / bpm, beats_per_bar or 4
    bars = max(4, int(random.uniform(20, 45) / beat_s / bar))
    start_s = float(random.uniform(0.1, 0.8))
    beats_s = start_s + beat_s * np.arange(bars * bar)
    total = np.zeros(int((beats_s[-1] + 3) * RATE_HZ), np.float32)
    if "metronome" in kind or "clicks" in kind:
        _click(total, beats_s, beats_per_bar if "metronome" in kind else 4, random)
    if "metronome" not in kind:
        _play_notes(total, kind, beats_s, beat_s, bar, random)
    return Groove(kind, bpm, beats_per_bar, beats_s, total[None] * np.float32(0.7 / np.abs(total).max()))


def _play_notes(total, kind: str, beats_s: NDArray[np.float64], beat_s: float, bar: int, random) -> None:
    roots = _ROOTS[random.integers(len(_ROOTS))]
    shift, decay_s = int(random.integers(-5, 7)), float(random.uniform(0.2, 1.2))
    has_top, changes = random.random() < 0.5, int(random.choice([1, 1, 1, 2])) * bar
    timbre = random.uniform(0.3, 1.2)

    def note(at_s: float, pitch: int, length_s: float, level: float) -> None:
        _add_tone(total, at_s, 440 * 2 ** ((pitch + shift - 69) / 12), length_s, level, decay_s, timbre)

    for number, at_s in enumerate(beats_s):
        root = roots[number // changes % 4]
        chord, place = _STEPS[root], number % bar
        loud = 1.15 if place == 0 else 1.0
        if kind.startswith("struck") or kind == "clicks and chords":
            for pitch in (root, *chord):
                note(at_s, pitch, 0.9 * beat_s, 0.3 * loud)
        elif kind in ("bass and chord", "waltz"):
            is_bass = place == 0 if bar == 3 else place % 2 == 0
            for pitch in (root - 7 * (place == 2),) if is_bass else chord:
                note(at_s, pitch, 0.6 * beat_s, 0.45 if is_bass else 0.25)
        elif kind.startswith("broken"):
            parts = {"eighths": 2, "sixteenths": 4, "triplets": 3}[kind.rpartition(" ")[2]]
            for part in range(parts):
                pitch = chord[(0, 2, 1, 2)[(place * parts + part) % 4 if parts != 3 else part]]
                note(at_s + part * beat_s / parts, pitch, beat_s / parts, 0.35 if part else 0.42)
            if place in (0, 2):
                note(at_s, root, 1.9 * beat_s, 0.45)
        elif kind.startswith("repeated"):
            for half in (0, 0.5):
                for pitch in chord:
                    note(at_s + half * beat_s, pitch, 0.45 * beat_s, 0.3 - 0.06 * (half > 0))
            note(at_s, root, 0.9 * beat_s, 0.4)
        else:
            if place == 0:
                for pitch in (root, *chord):
                    note(at_s, pitch, 3.8 * beat_s, 0.25)
            if random.random() < 0.75:
                note(at_s, int(random.choice(chord)) + 12, beat_s, 0.4)
            if random.random() < 0.25:
                note(at_s + 0.5 * beat_s, int(random.choice(chord)) + 12, 0.5 * beat_s, 0.35)
        if has_top and place == 0:
            note(at_s, chord[2] + 7, (bar - 0.2) * beat_s, 0.3)


def _add_tone(total, at_s: float, hz: float, length_s: float, level: float, decay_s: float, timbre: float) -> None:
    start = round(at_s * RATE_HZ)
    time = np.arange(min(int(length_s * RATE_HZ), len(total) - start)) / RATE_HZ
    tone = sum(np.sin(2 * np.pi * h * hz * time) / h ** (1 / timbre) for h in range(1, 7))
    shape = np.minimum(1, time / 0.008) * np.exp(-time / decay_s) * np.minimum(1, (length_s - time) / 0.02)
    total[start : start + len(time)] += (level * tone * shape).astype(np.float32)


def _click(total, beats_s: NDArray[np.float64], beats_per_bar: int | None, random) -> None:
    time = np.arange(int(0.05 * RATE_HZ)) / RATE_HZ
    hz, decay_s = float(random.uniform(800, 2_500)), float(random.uniform(0.004, 0.02))
    accent_hz = hz * float(random.choice([1, 1.33, 1.5]))
    softer = float(random.uniform(0.3, 0.65))
    for number, at_s in enumerate(beats_s):
        is_first = beats_per_bar is not None and number % beats_per_bar == 0
        level = 0.6 if is_first or beats_per_bar is None else 0.6 * softer
        start = round(at_s * RATE_HZ)
        total[start : start + len(time)] += np.float32(level) * (
            np.sin(2 * np.pi * (accent_hz if is_first else hz) * time) * np.exp(-time / decay_s)
        ).astype(np.float32)

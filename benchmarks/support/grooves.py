"""Pieces of known tempo and metre in many idioms, slow to fast: for fitting what hears the tempo, and for judging it.

Rhythms stand in `idioms.csv` as steps of a bar: ``X`` accented, ``x`` struck, ``o`` soft. Drawn at random: which layers
play, their instruments and levels, chords, tunes, swing, hands that are late, fills, drifts of tempo. The SoundFont's
player ignores velocities, so each level of loudness is rendered by itself and weighed.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from symusic import Note, Score, Synthesizer, Tempo, Track
from tests.support.composed import SOUND_FONT

RATE_HZ = 24_000
_TICKS = 480
_LAYERS = (20, 45, 64, 82, 98, 115)
_DEGREES = {"major": (0, 2, 4, 5, 7, 9, 11), "minor": (0, 2, 3, 5, 7, 8, 10)}
_PROGRESSIONS = ((0, 4, 5, 3), (0, 5, 3, 4), (0, 3, 0, 4), (1, 4, 0, 0), (0, 5, 1, 4), (0, 6, 5, 4), (0, 0, 3, 4))

Hits = list[tuple[float, float, int, int]]


@dataclass(frozen=True)
class Idiom:
    """How a kind of music goes: one bar of each layer, all with ``steps`` equal steps."""

    low_bpm: float
    high_bpm: float
    beats: int
    kick: str
    snare: str
    hat: str
    bass: str
    chords: str
    swing: float
    sounds: str


def _idioms() -> dict[str, Idiom]:
    with Path(__file__).with_name("idioms.csv").open(newline="") as table:
        rows = {row.pop("name"): row for row in csv.DictReader(table)}
    return {
        name: Idiom(
            **{part: row[part] for part in ("kick", "snare", "hat", "bass", "chords", "sounds")},
            **{part: float(row[part]) for part in ("low_bpm", "high_bpm", "swing")},
            beats=int(row["beats"]),
        )
        for name, row in rows.items()
    }


IDIOMS = _idioms()
_SOUNDS = {
    "band": ((32, 33, 34, 36, 38, 39), (0, 4, 5, 16, 24, 25, 27, 28, 29, 30, 62, 80, 81)),
    "jazz": ((32,), (0, 4, 11, 16, 26)),
    "chamber": ((32, 42, 0, 58), (0, 24, 25, 21, 46, 48, 6)),
    "pads": ((38, 43, 48), (88, 89, 91, 11, 46, 48, 0, 4, 14)),
}
_TUNES = (0, 11, 22, 24, 40, 41, 56, 65, 66, 71, 73, 74, 79, 80, 81)


@dataclass(frozen=True)
class Groove:
    """A piece and what is true of it.

    Attributes:
        name: its idiom.
        bpm: mean beats a minute.
        beats_per_bar: ``None`` where nothing marks bars.
        beats_s: ``(beats,)``.
        sound: ``(channels, frames)``.
        rate_hz: of the sound.
    """

    name: str
    bpm: float
    beats_per_bar: int | None
    beats_s: NDArray[np.float64]
    sound: NDArray[np.float32]
    rate_hz: int = RATE_HZ


def grooves(count: int, first_seed: int, *, seconds: float = 40.0) -> Iterator[Groove]:
    """Yield pieces of all idioms in turn."""
    for number in range(count):
        yield play(list(IDIOMS)[number % len(IDIOMS)], first_seed + number, seconds=seconds)


def play(
    name: str, seed: int, *, bpm: float | None = None, seconds: float = 40.0, drift: float | None = None
) -> Groove:
    """Return a piece of an idiom; ``drift`` is how far its tempo wanders, as a share, at most."""
    idiom, random = IDIOMS[name], np.random.default_rng(seed)
    drawn = np.exp(random.uniform(np.log(idiom.low_bpm), np.log(idiom.high_bpm)))
    bpm = round(float(bpm or drawn), 1)
    if drift is None:
        drift = float(random.choice([0, 0, 0, 0.01, 0.04]))
    beats = max(4, int(seconds * bpm / 60) // idiom.beats) * idiom.beats
    steps = 60 / bpm * (1 + drift * np.sin(2 * np.pi * (random.uniform() + np.arange(beats) / beats)))
    times = 0.1 + random.uniform(0, 0.8) + np.concatenate([[0], np.cumsum(steps)])
    layers = _arranged(idiom, random, beats)
    lateness = float(random.choice([0, 0.004, 0.008, 0.012]))
    sound = render(
        {
            layer: [
                (
                    max(0.0, _at(times, at) + random.normal(0, lateness)),
                    max(0.05, _at(times, at + length) - _at(times, at)),
                    pitch,
                    loud,
                )
                for at, length, pitch, loud in notes
            ]
            for layer, notes in layers.items()
        }
    )
    return Groove(name, 60 / float(np.diff(times).mean()), idiom.beats if idiom.beats != 2 else 4, times[:-1], sound)


def _at(times: NDArray[np.float64], beat: float) -> float:
    beyond = max(0.0, beat - (len(times) - 1)) * (times[-1] - times[-2])
    return float(np.interp(beat, np.arange(len(times)), times) + beyond)


def _arranged(idiom: Idiom, random: np.random.Generator, beats: int) -> dict[tuple[int, bool], Hits]:
    """Return the notes of each (program, is drums), in beats."""
    mode = ("major", "minor")[int(random.integers(2))]
    tonic, scale = int(random.integers(12)), _DEGREES[mode]
    progressions = [_PROGRESSIONS[n] for n in random.choice(len(_PROGRESSIONS), 2, replace=False)]
    bars_a_chord = int(random.choice([1, 1, 1, 2])) if idiom.beats != 2 else 2
    basses, comps = _SOUNDS[idiom.sounds]
    bass, comp, tune = (int(random.choice(pool)) for pool in (basses, comps, _TUNES))
    has_drums, has_hats = random.random() < 0.8, random.random() < 0.85
    has_bass, has_tune = random.random() < 0.85, random.random() < 0.65
    if not has_drums and "x" not in idiom.chords + idiom.bass:
        has_drums = True
    level = {part: float(random.uniform(0.6, 1.15)) for part in ("kick", "snare", "hat", "bass", "chords", "tune")}
    shift = idiom.swing * float(random.uniform(0.5, 1.5))
    layers: dict[tuple[int, bool], Hits] = {}
    enters = {part: int(random.choice([0, 0, 0, 4])) for part in level}
    for bar in range(beats // idiom.beats):
        at = float(bar * idiom.beats)
        degree = progressions[bar // 8 % 2][bar // bars_a_chord % 4]
        chord = [tonic + scale[(degree + step) % 7] + 12 * ((degree + step) // 7) for step in (0, 2, 4)]
        fill = bar % 8 == 7 and random.random() < 0.6
        parts = [("kick", 36, has_drums), ("snare", 38, has_drums), ("hat", 42, has_drums and has_hats)]
        for part, key, plays in parts:
            pattern = getattr(idiom, part)
            if plays and bar >= enters[part]:
                for place, loud in _struck(pattern, idiom.beats, shift, random):
                    layers.setdefault((0, True), []).append((at + place, 0.2, key, _loud(loud, level[part])))
        if fill and has_drums:
            for place in np.arange(idiom.beats - 1, idiom.beats, 0.25):
                layers.setdefault((0, True), []).append(
                    (at + place, 0.2, int(random.choice([38, 45, 47, 50])), _loud(80, level["snare"]))
                )
        if has_bass and bar >= enters["bass"]:
            _add_bass(layers.setdefault((bass, False), []), idiom, at, chord, level["bass"], shift, random)
        _add_chords(layers.setdefault((comp, False), []), idiom, at, chord, level["chords"], shift, random)
        if has_tune and bar >= enters["tune"]:
            _add_tune(layers.setdefault((tune, False), []), idiom.beats, at, tonic, scale, level["tune"], random)
    return layers


def _struck(pattern: str, beats: int, swing: float, random: np.random.Generator) -> list[tuple[float, int]]:
    """Return place in beats and loudness of each hit; a few are left out."""
    step = beats / len(pattern)
    loud = {"X": 112, "x": 90, "o": 50}
    return [
        (n * step + (swing * step if n % 2 and step < 0.3 else 0), loud[mark] + int(random.normal(0, 6)))
        for n, mark in enumerate(pattern)
        if mark in loud and random.random() > 0.03
    ]


def _loud(velocity: float, level: float) -> int:
    return int(np.clip(velocity * level, 15, 125))


def _ends(struck: list[tuple[float, int]], idiom: Idiom) -> list[float]:
    return [*(place for place, _ in struck[1:]), float(idiom.beats)][: len(struck)]


def _add_bass(notes: Hits, idiom: Idiom, at: float, chord: list[int], level: float, swing: float, random) -> None:
    root = 33 + (chord[0] - 33) % 12
    struck = _struck(idiom.bass, idiom.beats, swing, random)
    for (place, loud), end in zip(struck, _ends(struck, idiom), strict=True):
        step = 0 if place == 0 or random.random() < 0.6 else int(random.choice([7, 12, chord[1] - chord[0]]))
        notes.append((at + place, 0.9 * (end - place), root + step, _loud(loud, level)))


def _add_chords(notes: Hits, idiom: Idiom, at: float, chord: list[int], level: float, swing: float, random) -> None:
    struck = _struck(idiom.chords, idiom.beats, swing, random)
    voicing = sorted(55 + (pitch - 55) % 12 for pitch in chord)
    is_broken = len(struck) >= 2 * idiom.beats and idiom.sounds in ("chamber", "pads")
    for number, ((place, loud), end) in enumerate(zip(struck, _ends(struck, idiom), strict=True)):
        for pitch in [voicing[(0, 2, 1, 2)[number % 4]]] if is_broken else voicing:
            notes.append((at + place, 0.9 * (end - place), pitch, _loud(0.85 * loud, level)))


def _add_tune(notes: Hits, beats: int, at: float, tonic: int, scale, level: float, random) -> None:
    place = 0.0
    while place < beats:
        length = float(random.choice([0.5, 1.0, 1.5, 2.0], p=[0.3, 0.45, 0.1, 0.15]))
        if random.random() < 0.75:
            notes.append((at + place, 0.9 * length, 72 + tonic + scale[int(random.integers(7))] - 6, _loud(85, level)))
        place += length


@cache
def _synthesizer() -> Synthesizer:
    return Synthesizer(sf_path=str(SOUND_FONT), sample_rate=RATE_HZ)


def render(layers: dict[tuple[int, bool], Hits]) -> NDArray[np.float32]:
    """Return the notes of each (program, is drums), in seconds, as ``(1, frames)``; loudness follows the square."""
    louds = np.array(sorted({note[3] for notes in layers.values() for note in notes}))
    nearest = {int(loud): int(np.abs(np.array(_LAYERS) - loud).argmin()) for loud in louds}
    total = np.zeros(0, np.float32)
    for number, velocity in enumerate(_LAYERS):
        score = Score(_TICKS)
        score.tempos.append(Tempo(0, 60.0))  # so a beat is a second and ticks are times
        for (program, is_drums), notes in layers.items():
            track = Track("", program, is_drums)
            for at, length, pitch, loud in notes:
                if nearest[loud] == number:
                    track.notes.append(Note(round(at * _TICKS), max(1, round(length * _TICKS)), int(pitch), 100))
            if len(track.notes):
                score.tracks.append(track)
        if not len(score.tracks):
            continue
        sound = np.asarray(_synthesizer().render(score, stereo=False), np.float32)[0] * np.float32(
            (velocity / 100) ** 2
        )
        if len(sound) > len(total):
            total, sound = sound, total
        total[: len(sound)] += sound
    return total[None] * np.float32(0.7 / max(1e-9, np.abs(total).max()))

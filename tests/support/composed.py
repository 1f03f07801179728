"""Pieces whose tempo, beats, bars, key, chords and form are known: composed here, played by a SoundFont.

They are synthetic: figures on them compare methods and catch regressions; real recordings are harder.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from symusic import Note, Score, Synthesizer, Tempo, Track

SOUND_FONT = Path("/usr/share/sounds/sf3/MuseScore_General_Lite.sf3")
RATE_HZ = 44_100
_TICKS = 480
_MAJOR_SCALE, _MINOR_SCALE = (0, 2, 4, 5, 7, 9, 11), (0, 2, 3, 5, 7, 8, 10)
_NAMES = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")
_INTERVALS = {"maj": (0, 4, 7), "min": (0, 3, 7), "7": (0, 4, 7, 10), "maj7": (0, 4, 7, 11), "min7": (0, 3, 7, 10)}
# Semitones above the tonic and quality; one entry a bar.
_MAJOR_PROGRESSIONS = (
    ((0, "maj"), (7, "maj"), (9, "min"), (5, "maj")),
    ((0, "maj"), (9, "min"), (5, "maj"), (7, "maj")),
    ((0, "maj"), (5, "maj"), (0, "maj"), (7, "maj")),
    ((5, "maj"), (7, "maj"), (0, "maj"), (9, "min")),
    ((2, "min"), (7, "maj"), (0, "maj"), (0, "maj")),
    ((0, "maj"), (4, "min"), (5, "maj"), (7, "maj")),
)
_MINOR_PROGRESSIONS = (
    ((0, "min"), (8, "maj"), (3, "maj"), (10, "maj")),
    ((0, "min"), (5, "min"), (7, "maj"), (0, "min")),
    ((0, "min"), (10, "maj"), (8, "maj"), (7, "maj")),
    ((0, "min"), (5, "min"), (10, "maj"), (3, "maj")),
    ((0, "min"), (8, "maj"), (5, "min"), (7, "maj")),
)
_JAZZ = {
    "major": (((2, "min7"), (7, "7"), (0, "maj7"), (0, "maj7")), ((0, "maj7"), (9, "min7"), (2, "min7"), (7, "7"))),
    "minor": (((0, "min7"), (5, "min7"), (7, "7"), (0, "min7")), ((0, "min7"), (8, "maj7"), (5, "min7"), (7, "7"))),
}


@dataclass(frozen=True)
class Brief:
    """What a piece is to be; `seed` decides everything else."""

    style: str
    bpm: float
    tonic: int
    mode: str
    seed: int
    drift: float = 0.0
    has_drums: bool = True
    seconds: float = 45.0


@dataclass
class Piece:
    """A piece and all that is true of it."""

    brief: Brief
    sound: NDArray[np.float32]
    beats_s: NDArray[np.float64]
    beats_per_bar: int
    chords: list[tuple[float, float, str]] = field(default_factory=list)
    sections: list[tuple[float, float, str]] = field(default_factory=list)


class _Band:
    """Collects notes in beats; times in seconds come at the end, when the tempo is known."""

    def __init__(self, brief: Brief, beats_per_bar: int) -> None:
        self.random = np.random.default_rng(brief.seed)
        self.brief, self.bar = brief, beats_per_bar
        self.notes: dict[tuple[str, int, bool], list[tuple[float, float, int, int]]] = {}

    def play(self, name: str, program: int, beat: float, length: float, pitch: int, velocity: int) -> None:
        loud = int(np.clip(velocity + self.random.normal(0, 5), 20, 120))
        self.notes.setdefault((name, program, False), []).append((beat, length, pitch, loud))

    def hit(self, beat: float, pitch: int, velocity: int) -> None:
        if not self.brief.has_drums:
            return
        loud = int(np.clip(velocity + self.random.normal(0, 6), 20, 127))
        self.notes.setdefault(("drums", 0, True), []).append((beat, 0.25, pitch, loud))


Chord = tuple[int, str]
Style = Callable[[_Band, float, Chord, int, bool], None]


def _voicing(root: int, quality: str, low: int = 55) -> list[int]:
    return sorted(low + (root + step - low) % 12 for step in _INTERVALS[quality])


def _bass(root: int) -> int:
    return 33 + (root - 33) % 12


def _drums(band: _Band, at: float, kicks, snares, hats, snare: int = 38, hat: int = 42) -> None:
    for beat in kicks:
        band.hit(at + beat, 36, 118)  # this kit's kick is soft beside its basses
    for beat in snares:
        band.hit(at + beat, snare, 100)
    for number, beat in enumerate(hats):
        band.hit(at + beat, hat, 75 if number % 2 == 0 else 58)


def _chord(band, name, program, at, length, chord, velocity=75, low=55):
    for pitch in _voicing(*chord, low):
        band.play(name, program, at, length, pitch, velocity)


def _pop(band, at, chord, bar, full):
    kicks = [0, 2] if bar % 2 == 0 else [0, 1.5, 2, 2.5]
    _drums(band, at, kicks, [1, 3], np.arange(0, 4, 0.5))
    for beat in np.arange(0, 4, 0.5):
        band.play("bass", 33, at + beat, 0.45, _bass(chord[0]), 85)
    for beat in (0, 1.5, 2.5) if full else (0, 2):
        _chord(band, "guitar", 27 if full else 4, at + beat, 1.0, chord)


def _ballad(band, at, chord, bar, full):
    _drums(band, at, [0, 2, 2.5] if full else [0, 2], [1, 3], np.arange(0, 4, 0.5), snare=37)
    for number, beat in enumerate(np.arange(0, 4, 0.5)):
        voicing = _voicing(*chord)
        band.play("piano", 0, at + beat, 0.6, voicing[number % 3], 70)
    band.play("bass", 33, at, 2, _bass(chord[0]), 80)
    band.play("bass", 33, at + 2, 2, _bass(chord[0]), 75)
    _chord(band, "strings", 48, at, 4, chord, 50, 60)


def _house(band, at, chord, bar, full):
    _drums(band, at, range(4), [1, 3] if full else [], np.arange(0.5, 4, 1), snare=39, hat=46)
    for beat in np.arange(0.5, 4, 1):
        band.play("bass", 38, at + beat, 0.3, _bass(chord[0]), 60)
    for beat in (0, 0.75, 1.5, 2.5, 3.25):
        _chord(band, "synth", 81 if full else 4, at + beat, 0.35, chord, 65)


def _hip_hop(band, at, chord, bar, full):
    _drums(band, at, [0, 0.75, 2.5] if bar % 2 else [0, 2.25, 2.5], [1, 3], np.arange(0, 4, 0.25 if full else 0.5))
    for beat in (0, 0.75, 2.5):
        band.play("bass", 38, at + beat, 0.6, _bass(chord[0]), 95)
    _chord(band, "keys", 4, at, 3.5, chord, 65)


def _punk(band, at, chord, bar, full):
    _drums(
        band,
        at,
        [0, 2, 2.5] if bar % 2 else [0, 1.5, 2],
        [1, 3],
        np.arange(0, 4, 0.5 if full else 1),
        hat=42 if full else 46,
    )
    for beat in np.arange(0, 4, 0.5):
        band.play("bass", 34, at + beat, 0.45, _bass(chord[0]), 90)
        for pitch in (_bass(chord[0]) + 12, _bass(chord[0]) + 19, _voicing(*chord)[1]):
            band.play("guitar", 29, at + beat, 0.4, pitch, 70)


def _swing(band, at, chord, bar, full):
    for beat in (0, 1, 1 + 2 / 3, 2, 3, 3 + 2 / 3):
        band.hit(at + beat, 51, 80)
    _drums(band, at, [0], [], [1, 3], hat=44)
    tones = [0, *_INTERVALS[chord[1]][1:3]]
    for beat in range(4):
        step = tones[(beat + bar) % 3] if beat else 0
        band.play("bass", 32, at + beat, 0.9, _bass(chord[0]) + step, 85)
    for beat in ((0, 1 + 2 / 3), (2 / 3, 2), (1, 2 + 2 / 3))[int(band.random.integers(3))]:
        _chord(band, "piano", 0, at + beat, 0.6, chord, 65)


def _waltz(band, at, chord, bar, full):
    band.play("low", 0, at, 0.9, _bass(chord[0]) + 12, 85)
    for beat in (1, 2):
        _chord(band, "piano", 0, at + beat, 0.7, chord, 62)
    if full:
        _chord(band, "strings", 48, at, 3, chord, 45, 60)


def _bossa(band, at, chord, bar, full):
    _drums(band, at, [0, 1.5, 2, 3.5], [1, 2.5] if full else [], np.arange(0, 4, 0.5), snare=37)
    for beat, step in ((0, 0), (1.5, 7), (2, 7), (3.5, 0)):
        band.play("bass", 32, at + beat, 0.5, _bass(chord[0]) + step, 85)
    for beat in (0, 1, 1.5, 2.5, 3.5):
        _chord(band, "guitar", 24, at + beat, 0.4, chord, 68)


def _alberti(band, at, chord, bar, full):
    voicing = _voicing(*chord)
    low, middle, high = voicing[0], voicing[1], voicing[2]
    for number, beat in enumerate(np.arange(0, 4, 0.5)):
        pitch = (low, high, middle, high)[number % 4]
        band.play("piano", 0, at + beat, 0.5, pitch - (12 if not full else 0), 72 if number % 4 == 0 else 60)
    band.play("left", 0, at, 2, _bass(chord[0]) + 12, 70)


def _folk(band, at, chord, bar, full):
    voicing = _voicing(*chord)
    for number, beat in enumerate(np.arange(0, 4, 0.5)):
        pitch = _bass(chord[0]) + 12 if number % 4 == 0 else voicing[(2, 1, 2)[number % 3]]
        band.play("guitar", 25, at + beat, 1.0, pitch, 80 if number % 4 == 0 else 65)
    if full:
        band.play("bass", 32, at, 2, _bass(chord[0]), 70)


def _chorale(band, at, chord, bar, full):
    voicing = _voicing(*chord)
    for beat in range(4):
        for number, pitch in enumerate(voicing):
            band.play("strings", 48, at + beat, 0.95, pitch + (12 if (beat + number) % 3 == 0 and full else 0), 75)
        band.play("cello", 42, at + beat, 0.95, _bass(chord[0]) + (0, 0, 7, 0)[beat], 80)


def _reggae(band, at, chord, bar, full):
    _drums(band, at, [2], [2], np.arange(0, 4, 0.5), snare=37)
    for beat in (0.5, 1.5, 2.5, 3.5):
        _chord(band, "guitar", 27, at + beat, 0.25, chord, 75, 60)
    for beat in (0, 0.75, 1.5, 2.5) if full else (0, 1, 1.5):
        band.play("bass", 33, at + beat, 0.5, _bass(chord[0]), 95)


def _funk(band, at, chord, bar, full):
    _drums(band, at, [0, 0.75, 2.5, 2.75] if bar % 2 else [0, 1.75, 2.5], [1, 3], np.arange(0, 4, 0.25))
    for beat, step in ((0, 0), (0.75, 12), (1.5, 0), (2.5, 7), (3.75, 10)):
        band.play("bass", 36, at + beat, 0.3, _bass(chord[0]) + step, 90)
    for beat in (0.5, 1.25, 1.75, 2.5, 3.25) if full else (0.5, 2.5):
        _chord(band, "guitar", 27, at + beat, 0.2, chord, 70)


STYLES: dict[str, tuple[Style, tuple[float, float], int]] = {
    "pop": (_pop, (84, 150), 4),
    "ballad": (_ballad, (60, 80), 4),
    "house": (_house, (116, 132), 4),
    "hip-hop": (_hip_hop, (78, 102), 4),
    "punk": (_punk, (150, 180), 4),
    "swing": (_swing, (110, 180), 4),
    "waltz": (_waltz, (90, 170), 3),
    "bossa": (_bossa, (110, 145), 4),
    "alberti": (_alberti, (76, 140), 4),
    "folk": (_folk, (80, 140), 4),
    "chorale": (_chorale, (60, 100), 4),
    "reggae": (_reggae, (66, 90), 4),
    "funk": (_funk, (92, 118), 4),
}


# Styles whose beat nobody could tell without their drums.
_BY_DRUMS = ("house", "hip-hop", "punk", "reggae", "funk")


def briefs(count: int, first_seed: int) -> Iterator[Brief]:
    """Yield pieces of all styles in turn, tempi spread over each style's range, all 24 keys in turn."""
    random = np.random.default_rng(first_seed)
    keys = random.permutation(24)
    for number in range(count):
        style = list(STYLES)[number % len(STYLES)]
        low, high = STYLES[style][1]
        key = int(keys[number % 24])
        drift = 0.03 if number % 4 == 3 else 0.0
        has_drums = number % 3 != 1 or style in _BY_DRUMS
        yield Brief(
            style=style,
            bpm=round(float(random.uniform(low, high)), 1),
            tonic=key // 2,
            mode=("major", "minor")[key % 2],
            seed=first_seed + number,
            drift=drift,
            has_drums=has_drums,
        )


def compose(brief: Brief) -> Piece:
    """Compose and play a piece: sections A A B A, each of eight bars (or as many as fit)."""
    style, _, bar_beats = STYLES[brief.style]
    band = _Band(brief, bar_beats)
    pool = (
        _JAZZ[brief.mode]
        if brief.style in ("swing", "bossa")
        else (_MAJOR_PROGRESSIONS if brief.mode == "major" else _MINOR_PROGRESSIONS)
    )
    first, second = band.random.choice(len(pool), 2, replace=False)
    progressions = {"A": pool[int(first)], "B": pool[int(second)]}
    bars = max(8, int(brief.seconds * brief.bpm / 60 / bar_beats) // 4 * 4)
    quarter = max(4, bars // 4 // 4 * 4) if bars >= 16 else 4
    form = [("A", "A", "B", "A")[min(3, bar // quarter)] for bar in range(bars)]
    chords: list[tuple[float, float, Chord]] = []
    scale = _MAJOR_SCALE if brief.mode == "major" else _MINOR_SCALE
    motif = band.random.integers(0, 7, 4)
    for bar, part in enumerate(form):
        step, quality = progressions[part][bar % 4]
        if bar == bars - 1:
            step, quality = 0, ("maj" if brief.mode == "major" else "min")
        chord = ((brief.tonic + step) % 12, quality)
        chords.append((bar * bar_beats, (bar + 1) * bar_beats, chord))
        style(band, bar * bar_beats, chord, bar, part == "B")
        _melody(band, bar * bar_beats, bar_beats, chord, scale, motif, part)
    return _played(band, chords, form, bars * bar_beats)


def _melody(band, at, bar_beats, chord, scale, motif, part):
    """A tune above: chord tones on the first and middle beat, steps of the scale between, rests."""
    program = {"A": 73, "B": 56}[part]
    tones = [72 + (chord[0] + step) % 12 for step in _INTERVALS[chord[1]][:3]]
    beat = 0.0
    while beat < bar_beats:
        length = float(band.random.choice([0.5, 1.0, 1.5], p=[0.35, 0.5, 0.15]))
        if band.random.random() < 0.75:
            if beat % 2 == 0:
                pitch = int(band.random.choice(tones))
            else:
                pitch = 72 + (band.brief.tonic + scale[int(motif[int(beat) % 4] + band.random.integers(2)) % 7]) % 12
            swing = 1 / 6 if band.brief.style == "swing" and beat % 1 == 0.5 else 0.0
            band.play("tune", program, at + beat + swing, length * 0.9, pitch, 78)
        beat += length


@cache
def _synthesizer() -> Synthesizer:
    return Synthesizer(str(SOUND_FONT), RATE_HZ)


def _played(band: _Band, chords, form, beats: int) -> Piece:
    brief = band.brief
    lead_s = 0.3 + float(band.random.uniform(0, 0.5))
    period = 60 / brief.bpm
    steps = period * (1 + brief.drift * np.sin(2 * np.pi * np.arange(beats + 8) / beats))
    times = lead_s + np.concatenate([[0], np.cumsum(steps)])

    def seconds(beat: float) -> float:
        return float(np.interp(beat, np.arange(len(times)), times))

    score = Score(_TICKS)
    score.tempos.append(Tempo(0, 60.0))  # so a beat is a second and ticks are times
    for (name, program, is_drum), notes in band.notes.items():
        track = Track(name, program, is_drum)
        late = band.random.normal(0, 0.006, len(notes))
        level = float(band.random.uniform(0.7, 1.1))  # a mix of its own for every piece
        for (beat, length, pitch, velocity), shift in zip(notes, late, strict=True):
            start = max(0.0, seconds(beat) + float(shift))
            duration = max(0.05, seconds(beat + length) - seconds(beat))
            loud = int(np.clip(level * velocity, 1, 127))
            track.notes.append(Note(round(start * _TICKS), round(duration * _TICKS), int(pitch), loud))
        score.tracks.append(track)
    sound = np.asarray(_synthesizer().render(score, stereo=True), np.float32)
    sound *= np.float32(0.7) / np.abs(sound).max()
    bar = band.bar
    edges = [i for i in range(len(form)) if i == 0 or form[i] != form[i - 1]] + [len(form)]
    return Piece(
        brief,
        sound,
        times[:beats],
        bar,
        [(seconds(a), seconds(b), f"{_NAMES[root]}:{quality}") for a, b, (root, quality) in chords],
        [(seconds(a * bar), seconds(b * bar), form[a]) for a, b in pairwise(edges)],
    )

"""Synthetic multitrack songs: separation can only be scored where the stems are known, and no free set of them is here.

Drums, bass and the other instruments are composed from a seed and rendered through a General MIDI SoundFont; the voice
is synthesised (`singer`). Figures from these songs compare methods with each other and with their limits. They say
little about commercial recordings, which are denser and processed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from benchmarks.support.singer import Syllable, random_voice, sing
from numpy.typing import NDArray
from scipy.signal import fftconvolve
from symusic import Note, Score, Synthesizer, Track

RATE_HZ = 44_100
STEMS = ("vocals", "drums", "bass", "other")
SOUNDFONT = Path("/usr/share/sounds/sf3/MuseScore_General_Lite.sf3")
_STEPS = 16  # to the bar of four beats

Sound = NDArray[np.float32]
Event = tuple[float, float, int, int]  # start and duration in steps, MIDI pitch, velocity

_KICK, _RIM, _SNARE, _CLAP, _HAT, _PEDAL, _OPEN_HAT = 36, 37, 38, 39, 42, 44, 46
_CRASH, _RIDE, _TAMBOURINE, _SHAKER, _CONGA = 49, 51, 54, 70, 63
_TOMS = (50, 48, 47, 45, 43, 41)


@dataclass(frozen=True)
class Style:
    """How a kind of music is played.

    Attributes:
        bpm: range of the tempo.
        drums: for each General MIDI drum a bar of 16 steps: ``.`` or a loudness from 1 to 9.
        bass: name of the bass line's manner.
        comping: names of the chord instruments' manners, one a track.
        swing: how late the off-beats are, in steps.
        spoken: the voice speaks rather than sings.
    """

    bpm: tuple[int, int]
    drums: dict[int, str]
    bass: str
    comping: tuple[str, ...]
    swing: float = 0.0
    spoken: bool = False


@dataclass(frozen=True)
class Palette:
    """The General MIDI programs that songs may draw on, counted from 0."""

    kits: tuple[int, ...]
    basses: tuple[int, ...]
    others: tuple[int, ...]


@dataclass(frozen=True)
class Song:
    """A mix whose stems are known; each is ``(2, frames)`` at RATE_HZ."""

    name: str
    stems: dict[str, Sound]

    @property
    def mix(self) -> Sound:
        """The sum of the stems."""
        return np.asarray(sum(self.stems.values()), np.float32)


STYLES = {
    "rock": Style(
        (105, 140),
        {_KICK: "9.....9.9.......", _SNARE: "....9.......9...", _HAT: "7.5.7.5.7.5.7.5."},
        "eighths",
        ("strum", "pad"),
    ),
    "pop": Style(
        (90, 125),
        {
            _KICK: "9.....6.9.9.....",
            _SNARE: "....9.......9..2",
            _HAT: "6464646464646464",
            _TAMBOURINE: "....4.......4...",
        },
        "syncopated",
        ("arpeggio", "pad", "melody"),
    ),
    "funk": Style(
        (95, 115),
        {
            _KICK: "9.6....3..9..7..",
            _SNARE: "....9..3.3..9..3",
            _HAT: "7363736373637363",
            _OPEN_HAT: "..............5.",
        },
        "funk",
        ("stabs", "melody"),
    ),
    "house": Style(
        (118, 130),
        {
            _KICK: "9...9...9...9...",
            _CLAP: "....8.......8...",
            _OPEN_HAT: "..7...7...7...7.",
            _SHAKER: "3333333333333333",
        },
        "offbeat",
        ("stabs", "pad"),
    ),
    "hip hop": Style(
        (78, 98),
        {_KICK: "9......9..9.....", _SNARE: "....9.......9...", _HAT: "7.5.7.557.5.7.7."},
        "long",
        ("arpeggio", "pad"),
        spoken=True,
    ),
    "swing": Style(
        (110, 170),
        {_RIDE: "8...8.6.8...8.6.", _PEDAL: "....6.......6...", _KICK: "4.......3.......", _SNARE: "......3.......4."},
        "walking",
        ("stabs", "melody"),
        swing=0.66,
    ),
    "bossa": Style(
        (115, 140),
        {_KICK: "7..67...7..67...", _RIM: "8..8..8...8..8..", _SHAKER: "5353535353535353", _CONGA: "..4...44..4...44"},
        "root and fifth",
        ("strum", "melody"),
    ),
    "reggae": Style(
        (70, 90),
        {_KICK: "........9.......", _RIM: "........8.......", _HAT: "7.5.7.5.7.5.7.5."},
        "syncopated",
        ("offbeat chords", "melody"),
    ),
    "metal": Style(
        (140, 175),
        {_KICK: "9.999.999.999.99", _SNARE: "....9.......9...", _RIDE: "7...7...7...7..."},
        "sixteenths",
        ("eighth chords", "strum"),
    ),
    "ballad": Style(
        (64, 84),
        {_KICK: "8.......7.6.....", _SNARE: "....7.......7...", _RIDE: "5.4.5.4.5.4.5.4."},
        "long",
        ("arpeggio", "pad", "melody"),
    ),
}

# What the evaluation plays on: no program of it, and no seed, serves for training (training/four_stems.py).
EVALUATION = Palette(kits=(0, 16, 25), basses=(33, 36, 38), others=(0, 5, 11, 16, 24, 29, 49, 62, 66, 73, 80, 88))
EVALUATION_SEED = 20_261_121


def evaluation_songs(
    names: Sequence[str] = tuple(STYLES), *, duration_s: float = 24.0, soundfont: Path = SOUNDFONT
) -> list[Song]:
    """Return the songs that separators are scored on: one for each style, always the same.

    Raises:
        FileNotFoundError: the SoundFont is not installed.
    """
    seeds = {name: EVALUATION_SEED + number for number, name in enumerate(STYLES)}
    return [
        Song(name, compose(STYLES[name], EVALUATION, np.random.default_rng(seeds[name]), duration_s, soundfont))
        for name in names
    ]


def compose(
    style: Style, palette: Palette, rng: np.random.Generator, duration_s: float, soundfont: Path = SOUNDFONT
) -> dict[str, Sound]:
    """Compose, perform and mix a song, and return its stems.

    Raises:
        FileNotFoundError: the SoundFont is not installed.
    """
    if not soundfont.exists():
        raise FileNotFoundError(f"{soundfont} is missing: apt-get install musescore-general-soundfont-small")
    step_s = 60 / rng.uniform(*style.bpm) / 4
    bars = int(np.ceil(duration_s / (step_s * _STEPS)))
    chords = _progression(rng, bars)
    frames = round(duration_s * RATE_HZ)

    def played(events: list[Event], program: int, *, is_drum: bool = False) -> Sound:
        return _rendered(_humanised(events, style.swing, rng), step_s, program, is_drum, frames, soundfont)

    drums = played(_drum_part(style, bars, rng), int(rng.choice(palette.kits)), is_drum=True)
    bass = played(_bass_part(style.bass, chords, rng), int(rng.choice(palette.basses)))
    others = []
    for manner, program in zip(
        style.comping, rng.choice(palette.others, len(style.comping), replace=False), strict=True
    ):
        part = played(_chord_part(manner, chords, rng), int(program))
        others.append(_panned(_levelled(part) * _gain(rng.uniform(-4, 2)), rng.uniform(-0.7, 0.7)))
    voice = sing(
        _vocal_line(chords, step_s, style.spoken, rng),
        random_voice(rng, spoken=style.spoken),
        frames,
        RATE_HZ,
        rng,
    )
    stems = {
        "vocals": _in_a_room(_panned(np.repeat(voice[None], 2, axis=0), rng.uniform(-0.05, 0.05)), rng, -14),
        "drums": _in_a_room(drums, rng, -18),
        "bass": np.repeat(bass.mean(axis=0, keepdims=True), 2, axis=0),
        "other": _in_a_room(np.asarray(sum(others)), rng, -15),
    }
    levels_db = {
        "vocals": 0.0,
        "drums": rng.uniform(-4, 0),
        "bass": rng.uniform(-6, -2),
        "other": rng.uniform(-4, 0),
    }
    stems = {stem: _levelled(sound) * _gain(levels_db[stem]) for stem, sound in stems.items()}
    peak = np.abs(np.asarray(sum(stems.values()))).max()
    return {stem: np.asarray(0.9 / peak * sound, np.float32) for stem, sound in stems.items()}


def _progression(rng: np.random.Generator, bars: int) -> list[tuple[int, ...]]:
    """Return a chord for each bar as pitches around middle C, the root first."""
    key = int(rng.integers(0, 12))
    scale = (0, 2, 4, 5, 7, 9, 11) if rng.random() < 0.6 else (0, 2, 3, 5, 7, 8, 10)
    degrees = [(0, 4, 5, 3), (0, 5, 3, 4), (5, 3, 0, 4), (0, 3, 4, 3), (1, 4, 0, 5), (0, 6, 5, 4)][rng.integers(6)]
    sevenths = rng.random() < 0.4
    chords = []
    for bar in range(bars):
        degree = degrees[bar % 4]
        steps = (0, 2, 4, 6) if sevenths else (0, 2, 4)
        chords.append(tuple(54 + (key + 6) % 12 + scale[(degree + n) % 7] + 12 * ((degree + n) // 7) for n in steps))
    return chords


def _drum_part(style: Style, bars: int, rng: np.random.Generator) -> list[Event]:
    events: list[Event] = []
    for bar in range(bars):
        fill_from = 12 if bar % 4 == 3 else _STEPS
        for drum, pattern in style.drums.items():
            events += [
                (bar * _STEPS + step, 1, drum, round(13 * int(loudness)))
                for step, loudness in enumerate(pattern)
                if loudness != "." and step < fill_from and (int(loudness) > 5 or rng.random() < 0.85)
            ]
        events += [
            (bar * _STEPS + step, 1, int(rng.choice((_SNARE, *_TOMS))), int(rng.integers(80, 120)))
            for step in range(fill_from, _STEPS)
            if rng.random() < 0.85
        ]
        if bar % 4 == 0:
            events.append((bar * _STEPS, 8, _CRASH, 100))
    return events


_BASS_RHYTHMS: dict[str, tuple[tuple[float, float, int], ...]] = {  # start, duration, interval above the root
    "eighths": tuple((2.0 * n, 1.8, 0) for n in range(8)),
    "sixteenths": tuple((1.0 * n, 0.9, 0) for n in range(16) if n % 4 != 1),
    "offbeat": tuple((4.0 * n + 2, 1.7, 0) for n in range(4)),
    "long": ((0, 7, 0), (8, 5, 0), (14, 2, 7)),
    "root and fifth": ((0, 5, 0), (6, 2, 7), (8, 5, 7), (14, 2, 0)),
    "syncopated": ((0, 3, 0), (3, 2, 0), (6, 2, 7), (10, 3, 0), (14, 2, 12)),
    "funk": ((0, 1.5, 0), (3, 0.7, 12), (6, 1, 0), (7, 0.7, 10), (10, 1.5, 0), (13, 0.7, 12), (14, 1.5, 7)),
}


def _bass_part(manner: str, chords: list[tuple[int, ...]], rng: np.random.Generator) -> list[Event]:
    events: list[Event] = []
    for bar, chord in enumerate(chords):
        root = 28 + (chord[0] - 28) % 12
        if manner == "walking":
            tones = [root, *(root + int(rng.choice([3, 5, 7, 9, 10, 12])) for _ in range(3))]
            line = tuple((4.0 * beat, 3.8, tone - root) for beat, tone in enumerate(tones))
        else:
            line = _BASS_RHYTHMS[manner]
        events += [
            (bar * _STEPS + start, duration, root + interval, int(rng.integers(85, 115)))
            for start, duration, interval in line
            if start == 0 or rng.random() < 0.92
        ]
    return events


_COMPING: dict[str, tuple[tuple[float, float], ...]] = {  # start, duration
    "pad": ((0, 16),),
    "strum": ((0, 3), (4, 2), (6, 2), (10, 2), (12, 2), (14, 2)),
    "stabs": ((2, 1), (5, 1), (10, 1.5), (13, 1)),
    "offbeat chords": ((2, 1), (6, 1), (10, 1), (14, 1)),
    "eighth chords": tuple((2.0 * n, 1.6) for n in range(8)),
}


def _chord_part(manner: str, chords: list[tuple[int, ...]], rng: np.random.Generator) -> list[Event]:
    events: list[Event] = []
    octave = 12 * int(rng.integers(-1, 2)) if manner != "melody" else 12
    for bar, chord in enumerate(chords):
        at = bar * _STEPS
        if manner == "arpeggio":
            notes = (*chord, chord[0] + 12, *chord[:0:-1])
            events += [
                (at + 2 * n, 3, notes[n % len(notes)] + max(octave, 0), int(rng.integers(65, 100))) for n in range(8)
            ]
        elif manner == "melody":
            step = 0.0
            while step < _STEPS:
                length = float(rng.choice([1, 2, 2, 3, 4, 6]))
                if rng.random() < 0.75:
                    pitch = int(rng.choice(chord)) + octave + int(rng.choice([0, 0, 0, 2, 12]))
                    events.append((at + step, length * 0.95, pitch, int(rng.integers(70, 110))))
                step += length
        else:
            for start, duration in _COMPING[manner]:
                velocity = int(rng.integers(60, 100))
                strum = 0.08 if manner == "strum" else 0.0
                events += [(at + start + strum * n, duration, tone + octave, velocity) for n, tone in enumerate(chord)]
    return events


def _vocal_line(chords: list[tuple[int, ...]], step_s: float, spoken: bool, rng: np.random.Generator) -> list[Syllable]:
    """Return two bars of voice out of three or so, on the chords' tones or, spoken, near one pitch."""
    octave = 12 * int(rng.integers(-1, 2)) if not spoken else 0
    middle = rng.uniform(45, 57)
    syllables: list[Syllable] = []
    for bar, chord in enumerate(chords):
        if bar % 3 == 2 and rng.random() < 0.7:
            continue
        step = float(rng.choice([0, 0, 2]))
        while step < _STEPS - 1:
            length = float(rng.choice([1, 1, 2] if spoken else [2, 2, 3, 4, 4, 6, 8]))
            pitch = middle + rng.uniform(-3, 4) if spoken else rng.choice(chord) + octave + rng.choice([0, 0, 0, 2])
            if rng.random() < 0.88:
                start_s = (bar * _STEPS + step) * step_s + rng.normal(0, 0.01)
                syllables.append(Syllable(max(0.0, start_s), length * step_s * 0.92, float(pitch)))
            step += length
    return syllables


def _humanised(events: list[Event], swing: float, rng: np.random.Generator) -> list[Event]:
    return [
        (max(0.0, start + (swing if round(start) % 4 == 2 else 0) + rng.normal(0, 0.04)), duration, pitch, velocity)
        for start, duration, pitch, velocity in events
    ]


@cache
def _synthesizer(soundfont: Path) -> Synthesizer:
    return Synthesizer(str(soundfont), RATE_HZ, 0)


def _rendered(events: list[Event], step_s: float, program: int, is_drum: bool, frames: int, soundfont: Path) -> Sound:
    score = Score(480, ttype="second")
    track = Track(program=program, is_drum=is_drum, ttype="second")
    for start, duration, pitch, velocity in events:
        track.notes.append(
            Note(start * step_s, duration * step_s, min(max(pitch, 0), 127), min(velocity, 127), ttype="second")
        )
    score.tracks.append(track)
    sound = np.asarray(_synthesizer(soundfont).render(score, stereo=True), np.float32)[:, :frames]
    return np.pad(sound, ((0, 0), (0, frames - sound.shape[1])))


def _gain(level_db: float) -> float:
    return float(10 ** (level_db / 20))


def _levelled(sound: Sound) -> Sound:
    """Bring the louder half of a sound's 50 ms blocks to a level of 0.1 RMS, so that rests don't count."""
    block = RATE_HZ // 20
    blocks = sound[:, : sound.shape[1] // block * block].reshape(sound.shape[0], -1, block)
    power = np.sort(np.mean(np.square(blocks, dtype=np.float64), axis=(0, 2)))
    return np.asarray(sound * (0.1 / np.sqrt(power[power.size // 2 :].mean() + 1e-12)), np.float32)


def _panned(sound: Sound, position: float) -> Sound:
    """Move stereo sound from -1 (left) to 1 (right) at constant power."""
    angle = (position + 1) * np.pi / 4
    return np.asarray(sound * (np.sqrt(2) * np.array([[np.cos(angle)], [np.sin(angle)]])), np.float32)


def _in_a_room(sound: Sound, rng: np.random.Generator, wet_db: float) -> Sound:
    """Add a room: decaying noise, other on each side, under the direct sound."""
    t = np.arange(round(rng.uniform(0.3, 1.2) * RATE_HZ)) / RATE_HZ
    decay = rng.standard_normal((2, t.size)) * np.exp(-6.9 * t / t[-1])
    decay *= _gain(wet_db) / np.sqrt(np.sum(decay**2, axis=1, keepdims=True))
    wet = fftconvolve(sound, decay, axes=1)[:, : sound.shape[1]]
    return np.asarray(sound + wet, np.float32)

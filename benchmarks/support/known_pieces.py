"""Music composed by chance and played by a SoundFont, so that every note of it is known."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from symusic import Note, Score, Synthesizer, Tempo, Track

RATE_HZ = 44_100
DEFAULT_SOUNDFONT = Path("/usr/share/sounds/sf3/MuseScore_General_Lite.sf3")
SOUNDFONT = DEFAULT_SOUNDFONT
PROGRAMS = {
    "piano": (0, 0, 4),
    "guitar": (24, 25, 26),
    "bass": (32, 33, 34),
    "strings": (48, 40, 42),
    "winds": (73, 71, 56),
}
_TICKS = 480
_MAJOR, _MINOR = (0, 2, 4, 5, 7, 9, 11), (0, 2, 3, 5, 7, 8, 10)
_PROGRESSIONS = ((0, 4, 5, 3), (0, 5, 3, 4), (5, 3, 0, 4), (0, 3, 4, 0), (1, 4, 0, 0))


@dataclass(frozen=True)
class Played:
    """A note of the truth."""

    onset_s: float
    offset_s: float
    midi_pitch: int
    velocity: int


@dataclass(frozen=True)
class Piece:
    """A piece with its truth."""

    name: str
    program: int
    tempo_bpm: float
    notes: tuple[Played, ...]
    is_drums: bool = False


# Plays pieces at once, ``(channels, frames)``.
Player = Callable[[Sequence[Piece]], NDArray[np.float32]]


def compose(instrument: str, seed: int, *, bars: int = 8) -> Piece:
    """Return a piece in 4/4 whose texture suits the instrument; played by a hand that is up to 8 ms off."""
    rng = np.random.default_rng([seed, sorted(PROGRAMS).index(instrument)])
    scale = _MAJOR if rng.random() < 0.6 else _MINOR
    tonic, progression = int(rng.integers(0, 12)), _PROGRESSIONS[rng.integers(len(_PROGRESSIONS))]
    bpm = float(rng.integers(72, 138))
    program = PROGRAMS[instrument][seed % len(PROGRAMS[instrument])]
    texture = _TEXTURES_OF_PROGRAMS.get(program, _TEXTURES[instrument])
    chords = [[_degree(scale, tonic, root + step) for step in (0, 2, 4)] for root in progression]
    beats: list[tuple[float, float, int, int]] = []
    for bar in range(bars):
        chord = chords[bar % len(chords)]
        played = texture(rng, chord, scale, tonic)
        beats += [(4 * bar + at, length, pitch, loud) for at, length, pitch, loud in played]
    notes = []
    for at, length, pitch, loud in beats:
        onset_s = 0.3 + at * 60 / bpm + rng.uniform(-0.008, 0.008)
        offset_s = onset_s + length * 60 / bpm
        notes.append(Played(onset_s, offset_s, pitch, int(np.clip(loud + rng.integers(-12, 13), 30, 120))))
    return Piece(f"{instrument} {seed}", program, bpm, without_overlaps(notes))


def render(pieces: Sequence[Piece], rate_hz: int = RATE_HZ) -> NDArray[np.float32]:
    """Return the pieces played at once, ``(2, frames)``, the highest peak at half of full scale."""
    score = Score(_TICKS)
    score.tempos.append(Tempo(0, qpm=120))
    for piece in pieces:
        track = Track(program=piece.program, is_drum=piece.is_drums, name=piece.name)
        for note in piece.notes:
            start = round(note.onset_s * 2 * _TICKS)
            length = max(1, round((note.offset_s - note.onset_s) * 2 * _TICKS))
            track.notes.append(Note(start, length, note.midi_pitch, note.velocity))
        score.tracks.append(track)
    sound = np.asarray(_synthesizer(rate_hz).render(score, stereo=True), np.float32)
    return sound * np.float32(0.5 / max(1e-9, np.abs(sound).max()))


def lone_note(program: int, midi_pitch: int, *, onset_s: float = 0.5, duration_s: float = 1.5) -> NDArray[np.float32]:
    """Return one note alone, as `render` does."""
    return render([Piece("", program, 120, (Played(onset_s, onset_s + duration_s, midi_pitch, 90),))])


def sounding(piece: Piece, player: Player = render, rate_hz: int = RATE_HZ) -> tuple[Played, ...]:
    """Return the notes from when they can be heard, which slow attacks and late samples put behind the score.

    Args:
        piece: with the score's notes.
        player: who plays them, at ``rate_hz``.
    """
    late_s = attacks_s(piece.program, tuple(sorted({note.midi_pitch for note in piece.notes})), player, rate_hz)
    delayed = []
    for note in piece.notes:
        onset_s = note.onset_s + late_s[note.midi_pitch]
        delayed.append(replace(note, onset_s=onset_s, offset_s=max(note.offset_s, onset_s + 0.02)))
    return tuple(delayed)


def attacks_s(
    program: int, midi_pitches: tuple[int, ...], player: Player = render, rate_hz: int = RATE_HZ
) -> dict[int, float]:
    """Return for each key how long after the score its power, played alone, comes within 20 dB of its highest."""
    alone = tuple(Played(0.5 + 2 * at, 1 + 2 * at, pitch, 90) for at, pitch in enumerate(midi_pitches))
    power = player([Piece("", program, 120, alone)]).mean(axis=0) ** 2
    late_s = {}
    for note in alone:
        start = round(note.onset_s * rate_hz)
        smooth = np.convolve(power[start : start + rate_hz // 2], np.ones(rate_hz // 100), "full")
        late_s[note.midi_pitch] = float(np.argmax(smooth > smooth.max() / 100)) / rate_hz
    return late_s


@cache
def _synthesizer(rate_hz: int) -> Synthesizer:
    return Synthesizer(sf_path=str(SOUNDFONT), sample_rate=rate_hz)


def _degree(scale: tuple[int, ...], tonic: int, degree: int) -> int:
    return tonic + scale[degree % 7] + 12 * (degree // 7)


def _near(pitch_class: int, centre: int) -> int:
    """Return the key of a pitch class that is nearest to ``centre``."""
    return centre + (pitch_class - centre + 6) % 12 - 6


def _melody(rng, chord, scale, tonic, low, high):  # type: ignore[no-untyped-def]
    """Yield a bar of quarters, eighths and sixteenths that walks through the scale, chord notes on the beats."""
    pitches = [pitch for pitch in range(low, high) if (pitch - tonic) % 12 in scale]
    here = pitches.index(
        min(pitches, key=lambda pitch: abs(pitch - _near(chord[int(rng.integers(3))], (low + high) // 2)))
    )
    for beat in range(4):
        for at, length in _RHYTHMS[rng.choice(len(_RHYTHMS), p=_RHYTHM_SHARES)]:
            if rng.random() < 0.92:
                yield beat + at, 0.92 * length, pitches[here], 92
            here = int(np.clip(here + rng.choice([-2, -1, -1, 1, 1, 2, 3, -3]), 0, len(pitches) - 1))


_RHYTHMS = (((0, 1),), ((0, 0.5), (0.5, 0.5)), ((0, 0.25), (0.25, 0.25), (0.5, 0.5)), ((0, 0.75), (0.75, 0.25)))
_RHYTHM_SHARES = (0.3, 0.5, 0.1, 0.1)


def _piano(rng, chord, scale, tonic):  # type: ignore[no-untyped-def]
    yield from _melody(rng, chord, scale, tonic, 62, 86)
    left = [_near(pitch, 50) for pitch in chord]
    if rng.random() < 0.5:
        yield from ((at, 1.9, pitch, 72) for at in (0, 2) for pitch in left)
    else:
        order = [min(left) - 12, *sorted(left)]
        yield from ((at / 2, 0.48, order[(0, 1, 2, 3, 2, 3, 1, 2)[at]], 70) for at in range(8))


def _guitar(rng, chord, scale, tonic):  # type: ignore[no-untyped-def]
    strings = sorted(
        {_near(chord[0], 43), _near(chord[2], 50), _near(chord[0], 55), _near(chord[1], 59), _near(chord[2], 64)}
    )
    if rng.random() < 0.5:
        for at in range(8):
            yield at / 2, 1.0, strings[0 if at % 4 == 0 else int(rng.integers(1, len(strings)))], 84
    else:
        for at in (0, 1, 1.5, 2.5, 3):
            yield from ((at + 0.02 * number, 0.45, pitch, 84) for number, pitch in enumerate(strings))


def _bass(rng, chord, scale, tonic):  # type: ignore[no-untyped-def]
    root, fifth = _near(chord[0], 36), _near(chord[2], 40)
    for at in range(8):
        if at == 0 or rng.random() < 0.75:
            pitch = root if at in (0, 4) else int(rng.choice([root, root, fifth, root + 12, _near(chord[1], 38)]))
            yield at / 2, 0.45, pitch, 96


def _ensemble(rng, chord, scale, tonic):  # type: ignore[no-untyped-def]
    voices = [_near(chord[0], 45), _near(chord[1], 55), _near(chord[2], 60)]
    if rng.random() < 0.6:
        yield from ((at, 1.95, pitch, 80) for at in (0, 2) for pitch in voices)
    else:
        yield from ((0, 3.9, pitch, 80) for pitch in voices)
    yield from (note for note in _melody(rng, chord, scale, tonic, 67, 84) if note[1] > 0.4)


def _violin(rng, chord, scale, tonic):  # type: ignore[no-untyped-def]
    yield from _melody(rng, chord, scale, tonic, 60, 86)


def _cello(rng, chord, scale, tonic):  # type: ignore[no-untyped-def]
    yield from _melody(rng, chord, scale, tonic, 40, 64)


def _winds(rng, chord, scale, tonic):  # type: ignore[no-untyped-def]
    yield from _melody(rng, chord, scale, tonic, 62, 82)


_TEXTURES = {"piano": _piano, "guitar": _guitar, "bass": _bass, "strings": _ensemble, "winds": _winds}
_TEXTURES_OF_PROGRAMS = {40: _violin, 42: _cello}  # where they differ from the instrument's


def without_overlaps(notes: Sequence[Played]) -> tuple[Played, ...]:
    """Return the notes in order, each ended before its key is struck again, doubled ones left out."""
    kept: list[Played] = []
    last: dict[int, int] = {}
    for note in sorted(notes, key=lambda note: note.onset_s):
        if (before := last.get(note.midi_pitch)) is not None:
            if note.onset_s - kept[before].onset_s < 0.06:
                continue
            end_s = min(kept[before].offset_s, note.onset_s - 0.01)
            kept[before] = replace(kept[before], offset_s=end_s)
        last[note.midi_pitch] = len(kept)
        kept.append(note)
    return tuple(kept)


KITS = {"standard": 0, "room": 8, "power": 16, "electronic": 24, "jazz": 32}
DRUMS = {"kick": 36, "snare": 38, "closed hat": 42, "open hat": 46, "tom": 45, "crash": 49}
# Other keys of a set that are heard as one of these.
_VARIANTS = {45: (41, 43, 45, 47, 48), 36: (35, 36), 38: (38, 40), 42: (42,), 46: (46,), 49: (49, 57)}


def compose_drums(kit: str, seed: int, *, bars: int = 8) -> Piece:
    """Return a pattern in 4/4 on a kit: backbeat with ghost notes, hats, a fill each fourth bar and a crash after it.

    The truth names the class of each hit (see `DRUMS`), what is played may be a variant of it.
    """
    rng = np.random.default_rng([seed, 99])
    bpm = float(rng.integers(80, 150))
    step = 0.5 if rng.random() < 0.7 else 0.25
    kicks = [0.0, *(at / 4 for at in range(2, 16) if rng.random() < 0.18)]
    hits: list[tuple[float, int, int]] = []
    for bar in range(bars):
        is_fill = bar % 4 == 3
        end = 3.0 if is_fill else 4.0
        hits += [(4 * bar + at, DRUMS["kick"], 105) for at in kicks if at < end]
        hits += [(4 * bar + at, DRUMS["snare"], 100) for at in (1, 3) if at < end]
        for at in np.arange(0, end, step):
            is_open = at % 1 == 0.5 and rng.random() < 0.15
            is_crash = at == 0 and bar % 4 == 0
            name = "crash" if is_crash else "open hat" if is_open else "closed hat"
            hits.append((4 * bar + float(at), DRUMS[name], 100 if is_crash else 80))
        if is_fill:
            fill = [DRUMS["tom"] if rng.random() < 0.7 else DRUMS["snare"] for _ in range(4)]
            hits += [(4 * bar + 3 + at / 4, drum, 100) for at, drum in enumerate(fill)]
    notes = []
    for at, drum, loud in sorted(hits):
        onset_s = 0.3 + at * 60 / bpm + rng.uniform(-0.006, 0.006)
        length_s = 1.5 if drum == DRUMS["crash"] else 0.4
        notes.append(Played(onset_s, onset_s + length_s, drum, int(np.clip(loud + rng.integers(-15, 16), 30, 120))))
    return Piece(f"drums {kit} {seed}", KITS[kit], bpm, tuple(notes), is_drums=True)


def with_variants(piece: Piece, seed: int) -> Piece:
    """Return a drum pattern on other drums of the same classes: floor toms and high toms, the second kick and snare."""
    rng = np.random.default_rng(seed)
    notes = [replace(note, midi_pitch=int(rng.choice(_VARIANTS[note.midi_pitch]))) for note in piece.notes]
    return replace(piece, notes=tuple(notes))

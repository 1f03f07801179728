"""Measures how an instrument answers a player: loudness, velocity, bends, pedal, place, onset, hits struck again."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from audiostudio.audio.instruments.catalogue import Instrument
from audiostudio.audio.instruments.performance import SAMPLE_RATE_HZ, Performance
from audiostudio.audio.meters.loudness import measure_loudness
from audiostudio.audio.notation.notes import BENDS_A_SECOND, Note
from audiostudio.audio.types import Audio

Play = Callable[[Performance, float], Audio]
"""Plays a performance for so many seconds."""

# A bar of a kit: kick, snare and hats as in most music; and what a phrase is of the notes of an instrument.
_BEAT = ((0, 36), (0, 42), (1, 42), (2, 38), (2, 42), (3, 42), (4, 36), (4, 42), (5, 42), (6, 38), (6, 42), (7, 46))
_PHRASE = (0, 4, 7, 4, 9, 7, 4, 2)
_SOUNDS_DB = -40.0


@dataclass(frozen=True)
class Figures:
    """What was measured.

    Attributes:
        loudness_lufs: of a phrase in the middle of the range, or a beat, at velocity 90.
        velocity_db: how much louder velocity 120 is than 30.
        brightness: the spectrum's centre at 120 over that at 30.
        tuning_cents: deviation from equal temperament in the middle of the range; ``nan`` of drums.
        bend_cents: what a bend of 100 cents does; ``nan`` of drums.
        pedal_db: how much louder the second after a note is with the pedal down; ``nan`` of drums.
        onset_ms: the latest beginning of three notes, after their onsets.
        again_db: by how much the bands of two equal notes differ.
        balance_db: left over right.
    """

    loudness_lufs: float
    velocity_db: float
    brightness: float
    tuning_cents: float
    bend_cents: float
    pedal_db: float
    onset_ms: float
    again_db: float
    balance_db: float


def phrase(instrument: Instrument, velocity: int = 90) -> tuple[Note, ...]:
    """Return eight seconds of what is usual: a beat of a kit, a broken chord and its neighbours of all else."""
    if instrument.player == "drum_kit":
        return tuple(
            Note(bar * 2 + step * 0.25, bar * 2 + step * 0.25 + 0.2, key, velocity)
            for bar in range(4)
            for step, key in _BEAT
        )
    lowest = (instrument.lowest + instrument.highest) // 2 - 5
    return tuple(Note(step * 0.5, step * 0.5 + 0.48, lowest + _PHRASE[step % 8], velocity) for step in range(16))


def measure(instrument: Instrument, play: Play) -> Figures:
    """Return the figures of an instrument."""
    is_kit = instrument.player == "drum_kit"
    middle = 38 if is_kit else (instrument.lowest + instrument.highest) // 2
    loud, soft = (play(Performance((Note(0.0, 1.0, middle, velocity),)), 1.5) for velocity in (120, 30))
    whole = play(Performance(phrase(instrument)), 9.0)
    bends = (1.0,) * round(2 * BENDS_A_SECOND)
    plain, bent = (play(Performance((Note(0.0, 2.0, middle, 90, some),)), 2.0) for some in ((), bends))
    left, right = (float(np.sum(channel.astype(np.float64) ** 2)) for channel in whole)
    return Figures(
        loudness_lufs=measure_loudness(whole, SAMPLE_RATE_HZ).integrated_lufs,
        velocity_db=level_db(loud) - level_db(soft),
        brightness=centroid_hz(loud) / centroid_hz(soft),
        tuning_cents=np.nan if is_kit else tuning_cents(plain, middle),
        bend_cents=np.nan if is_kit else shift_cents(plain, bent),
        pedal_db=np.nan if is_kit else pedal_db(play, middle),
        onset_ms=max(onset_ms(play, key, 0.1237) for key in _onset_keys(instrument)),
        again_db=again_db(play, middle),
        balance_db=10 * np.log10(left / right),
    )


def level_db(sound: Audio) -> float:
    """Return the level of the mean square, in dB."""
    return float(10 * np.log10(np.mean(sound.astype(np.float64) ** 2) + 1e-20))


def centroid_hz(sound: Audio) -> float:
    """Return where the middle of the magnitudes of the spectrum is."""
    spectrum = np.abs(np.fft.rfft(sound.sum(axis=0)))
    frequencies = np.fft.rfftfreq(sound.shape[1], 1 / SAMPLE_RATE_HZ)
    return float(np.sum(spectrum * frequencies) / np.sum(spectrum))


def tuning_cents(sound: Audio, key: int) -> float:
    """Return how far from its key a tone is, by its partials within 60 cents of where they should be."""
    spectrum, frequencies = _spectrum(sound)
    found = []
    for partial in range(1, 6):
        expected = 440 * 2 ** ((key - 69) / 12) * partial
        near = np.abs(1200 * np.log2(frequencies[1:] / expected)) < 60
        if near.any() and spectrum[1:][near].max() > 0.03 * spectrum.max():
            at = frequencies[1:][near][np.argmax(spectrum[1:][near])]
            found.append((float(spectrum[1:][near].max()), 1200 * np.log2(at / expected)))
    return float(max(found)[1]) if found else np.nan


def shift_cents(plain: Audio, bent: Audio) -> float:
    """Return by how much the spectrum of one tone is that of another, shifted."""
    grids = []
    for sound in (plain, bent):
        spectrum, frequencies = _spectrum(sound)
        grid = 60 * 2 ** (np.arange(0, 8 * 1200) / 1200)
        grids.append(np.interp(grid, frequencies, np.log10(spectrum + 1e-4 * spectrum.max())))
    plain_grid, bent_grid = (grid - grid.mean() for grid in grids)
    shifts = np.arange(-300, 301)
    matches = [float(np.sum(np.roll(plain_grid, shift) * bent_grid)) for shift in shifts]
    return float(shifts[int(np.argmax(matches))])


def pedal_db(play: Play, key: int) -> float:
    """Return how much louder the second after a short note is with the pedal down.

    ``nan`` of what rings on by itself, or does not ring at all: there a pedal has nothing to do.
    """
    notes = (Note(0.0, 0.3, key, 90),)
    held, plain = (play(Performance(notes, pedal_down=spans), 2.0) for spans in (((0.1, 1.9),), ()))
    during, after = (
        slice(0, round(0.3 * SAMPLE_RATE_HZ)),
        slice(round(0.8 * SAMPLE_RATE_HZ), round(1.8 * SAMPLE_RATE_HZ)),
    )
    rings_by_itself = level_db(plain[:, after]) > level_db(plain[:, during]) - 45
    if rings_by_itself or level_db(held[:, after]) < level_db(held[:, during]) - 50:
        return np.nan
    return level_db(held[:, after]) - max(-140.0, level_db(plain[:, after]))


def onset_ms(play: Play, key: int, onset_s: float) -> float:
    """Return when a note is first within 40 dB of what is loudest in its first tenth of a second, after its onset."""
    sound = np.abs(play(Performance((Note(onset_s, onset_s + 1.0, key, 90),)), 1.5)).max(axis=0)
    onset = round(onset_s * SAMPLE_RATE_HZ)
    assert not sound[:onset].any(), "nothing sounds before its onset"
    beginning = sound[onset : onset + SAMPLE_RATE_HZ // 10]
    return float(np.argmax(beginning > beginning.max() * 10 ** (_SOUNDS_DB / 20)) / SAMPLE_RATE_HZ * 1000)


def again_db(play: Play, key: int) -> float:
    """Return by how much the thirds of an octave of a note struck again differ from those of the first, in dB."""
    sound = play(Performance((Note(0.0, 0.5, key, 90), Note(2.0, 2.5, key, 90))), 4.0)
    first, second = (_thirds_db(sound[:, at * SAMPLE_RATE_HZ : (at + 1) * SAMPLE_RATE_HZ]) for at in (0, 2))
    heard = first > first.max() - 40
    return float(np.sqrt(np.mean((first - second)[heard] ** 2)))


def _thirds_db(sound: Audio) -> np.ndarray:
    power = np.abs(np.fft.rfft(sound.sum(axis=0))) ** 2
    frequencies = np.fft.rfftfreq(sound.shape[1], 1 / SAMPLE_RATE_HZ)
    edges = 1000 * 2 ** ((np.arange(-16, 14) - 0.5) / 3)
    sums = [power[(frequencies >= low) & (frequencies < high)].sum() for low, high in pairwise(edges)]
    return 10 * np.log10(np.array(sums) + 1e-12)


def _spectrum(sound: Audio) -> tuple[np.ndarray, np.ndarray]:
    # Without the attack, which says little of the pitch; short sounds are what they are.
    part = sound.sum(axis=0)[SAMPLE_RATE_HZ // 20 :]
    padded = 1 << 19
    spectrum = np.abs(np.fft.rfft(part * np.hanning(len(part)), padded))
    return spectrum, np.fft.rfftfreq(padded, 1 / SAMPLE_RATE_HZ)


def _onset_keys(instrument: Instrument) -> Sequence[int]:
    if instrument.player == "drum_kit":
        return (36, 38, 42)
    return (instrument.lowest, (instrument.lowest + instrument.highest) // 2, instrument.highest)

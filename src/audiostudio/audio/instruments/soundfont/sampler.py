"""Plays performances on the presets of a SoundFont."""

import hashlib
import struct
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from audiostudio.audio.errors import AudioError
from audiostudio.audio.instruments.performance import SAMPLE_RATE_HZ, Automation, Performance, Span
from audiostudio.audio.instruments.soundfont.font import DRUM_BANK, SoundFont
from audiostudio.audio.instruments.soundfont.samples import Playable, level_ratio
from audiostudio.audio.instruments.soundfont.voice import CONTROL_FRAMES, Voice, render_voice
from audiostudio.audio.instruments.soundfont.voice_plan import PlannedVoice, plan_voice
from audiostudio.audio.notation.notes import Note
from audiostudio.audio.types import Audio

NEVER = 1 << 40
"""A frame that no piece reaches."""

_BEGINNING_FRAMES = 1 << 15
# A brightness of 1 opens filters, and of -1 closes them, by so much.
_BRIGHTNESS_CENTS = 2_400.0
# What the ear takes for the same hit struck again: no two hits of a player are one sound.
_LEVEL_SPREAD_DB, _CUTOFF_SPREAD_CENTS, _TUNING_SPREAD_CENTS, _START_SPREAD_FRAMES = 0.7, 150.0, 1.5, 8.0


@dataclass(frozen=True)
class Touch:
    """How one note differs from the same note struck again, each from -1 to 1."""

    level: float
    cutoff: float
    tuning: float
    start: float


@dataclass(frozen=True)
class Strike:
    """A note by frames.

    Attributes:
        onset, release: frames of the piece.
        note: what is played.
        touch: how it differs from others of its kind.
    """

    onset: int
    release: int
    note: Note
    touch: Touch


@dataclass(frozen=True)
class Curves:
    """What shapes all voices of a part, a value every `CONTROL_FRAMES`; empty where nothing does."""

    expression: NDArray[np.float64]
    vibrato: NDArray[np.float64]
    brightness: NDArray[np.float64]


class Sampler:
    """Plays a SoundFont.

    Args:
        font: what is played.
    """

    def __init__(self, font: SoundFont) -> None:
        self._font = font
        self._planned: dict[tuple[int, int, int, int], tuple[PlannedVoice, ...]] = {}

    def play(self, performance: Performance, *, bank: int, program: int, frames: int, seed: int) -> Audio:
        """Return a performance, ``(2, frames)`` at 48 kHz; what rings longer is cut off.

        Raises:
            AudioError: ``preset_unknown``, ``key_unplayable``: the preset has no sound for a key;
                ``soundfont_unreadable``.
        """
        out = np.zeros((2, frames), np.float32)
        strikes = strikes_of(performance, seed, holds=bank != DRUM_BANK)
        sounding = [(strike, planned) for strike in strikes for planned in self.voices(bank, program, strike.note)]
        render(out, sounding, curves_of(performance, frames), self.read)
        return out

    def read(self, planned: PlannedVoice, frames: float) -> tuple[Voice, Playable]:
        """Return a voice and what it reads, as far as it is read.

        Args:
            planned: a voice of this font.
            frames: how many frames of what it reads it may need.

        Raises:
            AudioError: ``soundfont_unreadable``.
        """
        voice, window = planned.voice, planned.source
        if isinstance(window, Playable):
            return voice, window
        needed = (voice.first + frames) / level_ratio(window.level)
        until = _BEGINNING_FRAMES
        while until < needed:
            until *= 2
        whole = window.loop[1] if window.loop and not window.is_left else window.end - window.start
        if until >= whole:
            return voice, self._font.playable(window)
        beginning = replace(window, end=window.start + until, loop=None, is_left=False)
        return voice._replace(loop_mode=0.0), self._font.playable(beginning)

    def samples(self, bank: int, program: int, key: int) -> frozenset[str]:
        """Return what the samples are called that a key sounds of, at whatever velocity; none where it has no sound.

        Raises:
            AudioError: ``preset_unknown``, ``soundfont_unreadable``.
        """
        regions = self._font.regions(bank, program)
        return frozenset(self._font.sample_name(region.sample) for region in regions if region.has_key(key))

    def voices(self, bank: int, program: int, note: Note) -> tuple[PlannedVoice, ...]:
        """Return the voices of a note.

        Raises:
            AudioError: as :meth:`play`.
        """
        place = bank, program, note.midi_pitch, note.velocity
        if place not in self._planned:
            regions = [region for region in self._font.regions(bank, program) if region.has_key(note.midi_pitch)]
            if not regions:
                keys = {key for region in self._font.regions(bank, program) for key in range(*region.key_bounds)}
                raise AudioError(
                    "key_unplayable",
                    f"Program {program} of bank {bank} has no sound for key {note.midi_pitch}.",
                    allowed={"keys": sorted(keys)},
                )
            # Where layers leave a gap between velocities, the nearest one sounds.
            nearest = min(region.velocity_distance(note.velocity) for region in regions)
            fitting = [region for region in regions if region.velocity_distance(note.velocity) == nearest]
            is_pitched = bank != DRUM_BANK
            self._planned[place] = tuple(
                plan_voice(self._font, region, note.midi_pitch, note.velocity, is_pitched=is_pitched)
                for region in fitting
            )
        return self._planned[place]


def strikes_of(performance: Performance, seed: int, *, holds: bool) -> list[Strike]:
    """Return the notes of a performance by frames.

    Args:
        performance: what is played.
        seed: of the differences between equal notes.
        holds: whether notes last as long as keys are held, and the pedal after them; drums ring out.
    """
    strikes: list[Strike] = []
    again: dict[tuple[int, int], int] = {}
    ordered = sorted(performance.notes, key=lambda note: (note.onset_s, note.midi_pitch))
    next_onset: dict[int, int] = {}
    for note in reversed(ordered):
        onset = round(note.onset_s * SAMPLE_RATE_HZ)
        release = NEVER
        if holds:
            let_go_s = _let_go_s(note.offset_s, performance.pedal_down)
            # A string that is struck again is no longer the one that rang.
            release = min(round(let_go_s * SAMPLE_RATE_HZ), next_onset.get(note.midi_pitch, NEVER))
            release = max(release, onset + 1)
        next_onset[note.midi_pitch] = onset
        place = onset, note.midi_pitch
        again[place] = again.get(place, -1) + 1
        strikes.append(Strike(onset, release, note, _touch(seed, onset, note.midi_pitch, again[place])))
    return strikes[::-1]


def curves_of(performance: Performance, frames: int) -> Curves:
    """Return what shapes a performance's voices, over ``frames``."""
    brightness = _sampled(performance.brightness, frames)
    return Curves(
        expression=_sampled(performance.expression, frames) ** 2,
        vibrato=_sampled(performance.vibrato_semitones, frames),
        brightness=brightness * _BRIGHTNESS_CENTS,
    )


def render(
    out: Audio,
    sounding: Sequence[tuple[Strike, PlannedVoice]],
    curves: Curves,
    read: Callable[[PlannedVoice, float], tuple[Voice, Playable]],
) -> None:
    """Add voices to a piece.

    Args:
        out: ``(2, frames)``, changed.
        sounding: what is played.
        curves: what shapes all of it.
        read: gives a voice and what it reads, when it is needed, from the frames of that it needs.
    """
    chokes = _chokes(sounding)
    for (strike, planned), choke in zip(sounding, chokes, strict=True):
        if 0 <= strike.onset < out.shape[1]:
            _render_one(out, strike, *read(planned, _needed_frames(strike, planned.voice, choke)), choke, curves)


def _render_one(out: Audio, strike: Strike, voice: Voice, source: Playable, choke: int, curves: Curves) -> None:
    touch = strike.touch
    gain = 10 ** (touch.level * _LEVEL_SPREAD_DB / 20)
    varied = voice._replace(
        gain_left=voice.gain_left * gain,
        gain_right=voice.gain_right * gain,
        cents=voice.cents + touch.tuning * _TUNING_SPREAD_CENTS,
        cutoff=voice.cutoff + touch.cutoff * _CUTOFF_SPREAD_CENTS,
        ceiling=voice.ceiling + touch.cutoff * _CUTOFF_SPREAD_CENTS,
        first=voice.first + (1 + touch.start) / 2 * _START_SPREAD_FRAMES,
        is_filtered=float(voice.is_filtered or len(curves.brightness) > 0),
        phase=(1 + touch.start) / 2,
    )
    render_voice(
        out,
        source.sound,
        source.unlooped,
        varied,
        strike.onset,
        strike.release - strike.onset,
        choke - strike.onset,
        np.array(strike.note.bends_semitones, np.float64),
        curves.expression,
        curves.vibrato,
        curves.brightness,
    )


def _needed_frames(strike: Strike, voice: Voice, choke: int) -> float:
    """Return how much of its sample a note can need, were it bent up all the time."""
    duration = min(strike.release + voice.release, choke) - strike.onset + SAMPLE_RATE_HZ
    bend = max(strike.note.bends_semitones, default=0.0) * 100 + max(0.0, voice.envelope_to_cents)
    return float(duration * 2 ** (min(9_600.0, voice.cents + bend + 300) / 1200))


def _chokes(sounding: Iterable[tuple[Strike, PlannedVoice]]) -> list[int]:
    """Return at which frame each voice is cut off by a later one of its exclusive class."""
    listed = list(sounding)
    onsets: dict[int, list[int]] = {}
    for strike, planned in listed:
        if planned.exclusive_class:
            onsets.setdefault(planned.exclusive_class, []).append(strike.onset)
    ordered = {name: np.unique(values) for name, values in onsets.items()}
    chokes = []
    for strike, planned in listed:
        later = ordered.get(planned.exclusive_class)
        place = np.searchsorted(later, strike.onset, "right") if later is not None else 0
        chokes.append(int(later[place]) if later is not None and place < len(later) else NEVER)
    return chokes


def _let_go_s(offset_s: float, pedal_down: Sequence[Span]) -> float:
    for down_s, up_s in pedal_down:
        if down_s <= offset_s < up_s:
            return up_s
    return offset_s


def _touch(seed: int, onset: int, key: int, again: int) -> Touch:
    # By its place and not by its number, so that a note stays as it is whatever is played before it.
    words = f"{seed} {onset} {key} {again}".encode()
    digest = hashlib.blake2b(words, digest_size=16).digest()
    level, cutoff, tuning, start = (value / 2**31 - 1 for value in struct.unpack("<4I", digest))
    return Touch(level, cutoff, tuning, start)


def _sampled(curve: Automation, frames: int) -> NDArray[np.float64]:
    if not curve:
        return np.zeros(0)
    times_s, values = np.array(curve, np.float64).T
    grid_s = np.arange(frames // CONTROL_FRAMES + 2) * (CONTROL_FRAMES / SAMPLE_RATE_HZ)
    return np.asarray(np.interp(grid_s, times_s, values), np.float64)

"""An electric guitar through an amplifier and its cabinet: all strings drive one, and each part is played twice.

Two takes that differ a little, one on each side, are how such guitars are recorded.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from hashlib import shake_128

import numpy as np
from numba import njit
from numpy.typing import NDArray

from audiostudio.audio.dsp.biquad import BiquadCascade
from audiostudio.audio.dsp.equalizer import Band, equalizer, high_pass
from audiostudio.audio.dsp.fir import MidSideFilter, minimum_phase
from audiostudio.audio.dsp.gain import apply_nodes
from audiostudio.audio.dsp.stream import Gain, process_stream
from audiostudio.audio.instruments.guitar.gain_stages import GainStages
from audiostudio.audio.instruments.guitar.plucked_string import Pluck, String, add_string, string_frames
from audiostudio.audio.instruments.performance import SAMPLE_RATE_HZ, Performance
from audiostudio.audio.instruments.synthesizer.filters import filter_block, filter_coefficients
from audiostudio.audio.instruments.synthesizer.nodes import NODE_FRAMES, automated, node_times_s
from audiostudio.audio.instruments.synthesizer.synthesizer import phrases
from audiostudio.audio.instruments.synthesizer.voice_curves import VIBRATO_HZ, Phrase, bend_curve
from audiostudio.audio.types import Audio, Curve, Mono

_CABINET_TAPS = 2048
_BLOCK_FRAMES = 1 << 16
_STRUM_S = 0.0025
_LATEST_TAKE_S, _EARLIEST_TAKE_S = 0.014, 0.005
_TAKE_DETUNE_CENTS = 4.0
_SIDE = 0.85
_PICKUP_Q = 1.1
_TONE_OCTAVES = 1.8
_GATE_OPEN, _GATE_SHUT = 0.02, 0.006
_GATE_RELEASE_S = 0.02
_USUAL_VELOCITY = 90.0
_VOLUME_EXPONENT = 1.1
_VOLUME_CHANGE_S = 0.006
_PRESENCE_HZ, _PRESENCE_Q = 9000.0, 0.7


@dataclass(frozen=True)
class Guitar:
    """A way to play and to amplify.

    Attributes:
        string: how the strings are touched.
        pickup_hz: where the pickup resonates and ends.
        stage_gains_db: of the gain stages one after another.
        voicing: in front of the gain stages.
        tone: behind them.
        level_db: so that a phrase at velocity 90 has about -23 LUFS.
    """

    string: String
    pickup_hz: float
    stage_gains_db: tuple[float, ...]
    voicing: tuple[Band, ...]
    tone: tuple[Band, ...]
    level_db: float


GUITARS = {
    "overdriven_guitar": Guitar(
        String(5.0, 0.12, 0.3, 0.17),
        4200.0,
        (14.0, 10.0),
        (Band("bell", 800, 4.0, 0.7),),
        (Band("bell", 450, -2.0, 0.8), Band("high_shelf", 2200, 4.5, 0.7)),
        -22.3,
    ),
    "distorted_guitar": Guitar(
        String(6.0, 0.1, 0.3, 0.13),
        4500.0,
        (20.0, 18.0, 10.0),
        (Band("low_shelf", 180, -5.0, 0.7), Band("bell", 900, 5.0, 0.7)),
        (Band("low_shelf", 140, 3.0, 0.7), Band("bell", 600, -4.0, 0.7), Band("high_shelf", 2000, 7.0, 0.7)),
        -26.5,
    ),
    "palm_muted_guitar": Guitar(
        String(0.45, 0.36, 0.3, 0.08),
        3800.0,
        (20.0, 18.0, 8.0),
        (Band("low_shelf", 150, -3.0, 0.7), Band("bell", 800, 3.0, 0.7)),
        (Band("low_shelf", 130, 4.0, 0.7), Band("bell", 600, -4.0, 0.7), Band("high_shelf", 2000, 6.0, 0.7)),
        -19.5,
    ),
}
"""Every amplified guitar by its instrument's name."""


def play_guitar(guitar: Guitar, performance: Performance, frames: int, seed: str) -> Audio:
    """Return an amplified guitar, ``(2, frames)`` at 48 kHz, doubled left and right; what would sound later is cut off.

    Args:
        guitar: how it is played and amplified.
        performance: the part.
        frames: length of the result.
        seed: decides how the takes differ, for each note on its own.
    """
    played = list(phrases(performance, is_sliding=False))
    strokes = _strokes(played, frames)
    gains = strokes**_VOLUME_EXPONENT
    if performance.expression:
        gains *= automated(performance.expression, node_times_s(frames)) ** 2
    tone_octaves = _tone_octaves(performance, frames)
    presence = filter_coefficients(_PRESENCE_HZ * strokes * 2**tone_octaves)
    takes = np.empty((2, -(-frames // NODE_FRAMES) * NODE_FRAMES), np.float32)
    for side in range(2):
        dry = dry_take(guitar, performance, frames, f"{seed}/{side}", side)
        _amplify(guitar, dry, takes[side])
        _sweep(takes[side], presence, 1 / _PRESENCE_Q)
        levels = gains * _gate(dry)
        for start, end in _blocks(len(dry)):
            nodes = levels[start // NODE_FRAMES : end // NODE_FRAMES + 1]
            takes[side, start:end] = apply_nodes(takes[None, side, start:end], nodes, NODE_FRAMES)[0]
    _leave_cabinet(takes)
    return takes[:, :frames]


def _blocks(frames: int) -> Iterator[tuple[int, int]]:
    """Yield where blocks begin and end, so that whole programmes need no second array."""
    for start in range(0, frames, _BLOCK_FRAMES):
        yield start, min(frames, start + _BLOCK_FRAMES)


def _leave_cabinet(takes: Audio) -> None:
    """Put the takes left and right in place, as the loudspeakers sound them."""
    near = np.float32(np.cos(np.pi / 4 * (1 - _SIDE)))
    far = np.float32(np.sin(np.pi / 4 * (1 - _SIDE)))
    loudspeakers = MidSideFilter(_cabinet(), _cabinet(), 2)
    for start, end in _blocks(takes.shape[1]):
        first, second = takes[:, start:end]
        takes[:, start:end] = loudspeakers.process(np.stack([first * near + second * far, first * far + second * near]))


def dry_take(guitar: Guitar, performance: Performance, frames: int, seed: str, side: int) -> Mono:
    """Return what the pickup of one take gives, all strings together, ``(frames,)`` and up to a whole block longer.

    Of each stroke one side, now left, now right, is exactly in time and the other a little late.
    """
    padded = -(-frames // NODE_FRAMES) * NODE_FRAMES
    dry = np.zeros(padded, np.float32)
    struck: dict[int, int] = {}
    for phrase in phrases(performance, is_sliding=False):
        note = phrase.notes[0]
        order = struck[phrase.onset_frame] = struck.get(phrase.onset_frame, -1) + 1
        stroke = _fractions(f"{seed[:-2]}/{phrase.onset_frame}", 2)
        late_s = (_EARLIEST_TAKE_S + (_LATEST_TAKE_S - _EARLIEST_TAKE_S) * stroke[1]) * (
            (stroke[0] < 0.5) == (side == 0)
        )
        chance = _fractions(f"{seed}/{phrase.onset_frame}/{note.midi_pitch}", 3)
        onset = phrase.onset_frame + round((late_s + order * _STRUM_S * (0.6 + 0.8 * chance[0])) * SAMPLE_RATE_HZ)
        pluck = Pluck(onset, round(phrase.gate_s * SAMPLE_RATE_HZ), note.velocity, int(chance[1] * 2**32))
        sounding = min(string_frames(guitar.string, pluck), padded - onset)
        if sounding > 0:
            cents = _TAKE_DETUNE_CENTS * (2 * chance[2] - 1)
            pitch_hz = _pitch(phrase, performance, onset, sounding, cents)
            add_string(dry[onset : onset + sounding], guitar.string, pluck, pitch_hz)
    pickup = filter_coefficients(guitar.pickup_hz * 2 ** _tone_octaves(performance, frames))
    _sweep(dry, pickup, 1 / _PICKUP_Q)
    return dry


def _fractions(text: str, count: int) -> NDArray[np.float64]:
    return np.frombuffer(shake_128(text.encode()).digest(4 * count), "<u4") / 2**32


def _pitch(phrase: Phrase, performance: Performance, onset: int, frames: int, cents: float) -> Curve:
    times_s = node_times_s(frames)
    keys = phrase.notes[0].midi_pitch + cents / 100 + bend_curve(phrase, times_s)
    if performance.vibrato_semitones:
        song_s = times_s + onset / SAMPLE_RATE_HZ
        keys += automated(performance.vibrato_semitones, song_s) * np.sin(2 * np.pi * VIBRATO_HZ * song_s)
    return np.asarray(440 * 2 ** ((keys - 69) / 12), np.float64)


def _tone_octaves(performance: Performance, frames: int) -> Curve:
    nodes_s = node_times_s(frames)
    if not performance.brightness:
        return np.zeros(len(nodes_s))
    return _TONE_OCTAVES * automated(performance.brightness, nodes_s)


@njit(cache=True, nogil=True)
def _sweep(signal, g, damping):  # type: ignore[no-untyped-def]
    state = np.zeros(4)
    for node in range(g.shape[0] - 1):
        block = signal[node * NODE_FRAMES : (node + 1) * NODE_FRAMES]
        filter_block(block, 1, g[node], g[node + 1], damping, 0.0, state)


def _strokes(played: list[Phrase], frames: int) -> Curve:
    """Return how hard the last stroke was at nodes, 1 being usual.

    An amplifier that clips makes all strokes alike; so the player's volume, and with it the treble, follows them.
    """
    loudest: dict[int, int] = {}
    for phrase in played:
        loudest[phrase.onset_frame] = max(loudest.get(phrase.onset_frame, 0), phrase.notes[0].velocity)
    places, levels = [0.0], [1.0]
    for frame, velocity in sorted(loudest.items()):
        # Ahead of the stroke, which is to have its level from its first frame on.
        places += [max(places[-1], frame / SAMPLE_RATE_HZ - _VOLUME_CHANGE_S), frame / SAMPLE_RATE_HZ]
        levels += [levels[-1], velocity / _USUAL_VELOCITY]
    return np.interp(node_times_s(frames), places, levels)


def _gate(dry: Mono) -> Curve:
    """Return a noise gate's gain at nodes: shut where no string is heard, which the amplifier would make long."""
    peaks = np.abs(dry.reshape(-1, NODE_FRAMES)).max(axis=1).astype(np.float64)
    held = np.empty(len(peaks) + 1)
    _hold_peaks(peaks, np.exp(-NODE_FRAMES / (_GATE_RELEASE_S * SAMPLE_RATE_HZ)), held)
    return np.clip((held - _GATE_SHUT) / (_GATE_OPEN - _GATE_SHUT), 0, 1)


@njit(cache=True, nogil=True)
def _hold_peaks(peaks, kept, held):  # type: ignore[no-untyped-def]
    """Write a node's level, which is that of the louder block beside it, and falls slowly."""
    level = 0.0
    for i in range(held.shape[0]):
        level *= kept
        if i > 0:
            level = max(level, peaks[i - 1])
        if i < peaks.shape[0]:
            level = max(level, peaks[i])
        held[i] = level


def _amplify(guitar: Guitar, dry: Mono, out: Mono) -> None:
    """Write what the gain stages make of a take, tone control included, to ``out``, ``(frames,)``."""
    chain = (
        BiquadCascade(np.concatenate([high_pass(90.0, SAMPLE_RATE_HZ), equalizer(guitar.voicing, SAMPLE_RATE_HZ)]), 1),
        GainStages(guitar.stage_gains_db),
        BiquadCascade(np.concatenate([high_pass(60.0, SAMPLE_RATE_HZ), equalizer(guitar.tone, SAMPLE_RATE_HZ)]), 1),
        Gain(guitar.level_db, 1),
    )
    written = 0
    for block in process_stream((dry[None, start:end] for start, end in _blocks(len(dry))), chain):
        out[written : written + block.shape[1]] = block[0]
        written += block.shape[1]


_CABINET = (
    (40.0, -30.0), (70.0, -8.0), (95.0, 1.0), (120.0, 4.0), (180.0, 1.5), (300.0, -1.0), (450.0, -3.0), (700.0, -2.0),
    (1100.0, 0.0), (1700.0, 1.0), (2300.0, 4.0), (2900.0, 5.5), (3500.0, 3.0), (4100.0, 4.0), (4800.0, 0.0),
    (5600.0, -12.0), (6500.0, -19.0), (8000.0, -30.0), (12_000.0, -48.0), (24_000.0, -70.0),
)  # fmt: skip
# The second way from the loudspeaker to the microphone, over the floor.
_REFLECTION_S, _REFLECTION_GAIN = 0.0011, 0.18


@cache
def _cabinet() -> NDArray[np.float32]:
    """Return the impulse response of a closed cabinet of four 12-inch loudspeakers, close to the cone, ``(taps,)``."""
    frequencies, gains = np.array(_CABINET).T
    direct = minimum_phase(frequencies, gains, SAMPLE_RATE_HZ)[:_CABINET_TAPS].astype(np.float64)
    delay = round(_REFLECTION_S * SAMPLE_RATE_HZ)
    response = direct.copy()
    response[delay:] += _REFLECTION_GAIN * direct[:-delay]
    response *= np.minimum(1, np.arange(_CABINET_TAPS)[::-1] / 256)
    return response.astype(np.float32)

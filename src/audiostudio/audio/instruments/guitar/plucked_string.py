"""A steel string, plucked: a wave that runs round a delay and loses a little at each turn, as a guitar's pickup has it.

The extended Karplus-Strong model: Jaffe and Smith, "Extensions of the Karplus-Strong Plucked-String Algorithm",
Computer Music Journal 7 (1983).
"""

import cmath
import math
from dataclasses import dataclass

import numpy as np
from numba import njit

from audiostudio.audio.instruments.performance import SAMPLE_RATE_HZ
from audiostudio.audio.instruments.synthesizer.nodes import NODE_FRAMES
from audiostudio.audio.instruments.synthesizer.oscillators import white_noise
from audiostudio.audio.types import Curve, Mono

# In which a finger stops a string.
_STOPPED_DECAY_S = 0.07
_STOPPING_FRAMES = 240
# The pick's blow lasts 1.2 ms.
_BLOW = np.hanning(round(0.0012 * SAMPLE_RATE_HZ) + 2)[1:-1]
_SOFTEST_PLUCK_HZ, _PLUCK_HZ_A_VELOCITY = 200.0, 60.0
_NOISE_SHARE = 0.35
_USUAL_VELOCITY = 90.0
_LEVEL_EXPONENT = 0.5


@dataclass(frozen=True)
class String:
    """How a string is made and touched.

    Attributes:
        decay_s: time in which its fundamental falls by 60 dB while held.
        damping: 0 to 0.5; how much faster high partials fall, more under the palm.
        stiffness: 0 to 0.9; how much higher partials are sharp.
        pick_position: where it is plucked, from the bridge, as a share of its length.
    """

    decay_s: float
    damping: float
    stiffness: float
    pick_position: float


@dataclass(frozen=True)
class Pluck:
    """A note of a string: where it begins, how long it is held, how hard it is struck, and the pick's own noise."""

    onset_frame: int
    held_frames: int
    velocity: int
    noise_seed: int


def string_frames(string: String, pluck: Pluck) -> int:
    """Return for how many frames a pluck is heard."""
    held = min(pluck.held_frames, round(1.5 * string.decay_s * SAMPLE_RATE_HZ))
    return held + round(1.2 * _STOPPED_DECAY_S * SAMPLE_RATE_HZ)


def add_string(out: Mono, string: String, pluck: Pluck, pitch_hz: Curve) -> None:
    """Add a plucked string to ``out``, ``(frames,)`` from the pluck on.

    Args:
        out: where to.
        string: the string.
        pluck: the note.
        pitch_hz: its frequency at nodes `NODE_FRAMES` apart, one more than there are blocks.
    """
    filters = np.array([string.damping, -string.stiffness])
    excitation = _excitation(string, pluck, pitch_hz[0])
    loop = SAMPLE_RATE_HZ / pitch_hz - _filter_delay(float(pitch_hz[0]), string.damping, -string.stiffness)
    gains = np.array([10 ** (-3 / (pitch_hz[0] * seconds)) for seconds in (string.decay_s, _STOPPED_DECAY_S)])
    _run_string(excitation, loop, filters, gains, pluck.held_frames, out)


def _filter_delay(pitch_hz: float, damping: float, all_pass: float) -> float:
    """Return the phase delay in frames of the filters in the loop at a frequency."""
    omega = 2 * np.pi * pitch_hz / SAMPLE_RATE_HZ
    z = cmath.exp(-1j * omega)
    phase = cmath.phase((1 - damping) + damping * z) + cmath.phase((all_pass + z) / (1 + all_pass * z))
    return -phase / omega


def _excitation(string: String, pluck: Pluck, pitch_hz: float) -> Curve:
    """Return what the pick gives the string, ``(frames,)``: a blow, and its reflection from the bridge, turned over."""
    # A harder blow is a shorter, brighter one.
    brightness = 1 - math.exp(-math.tau * (_SOFTEST_PLUCK_HZ + _PLUCK_HZ_A_VELOCITY * pluck.velocity) / SAMPLE_RATE_HZ)
    reflected = max(1, round(string.pick_position * SAMPLE_RATE_HZ / pitch_hz))
    excitation = np.zeros(len(_BLOW) + reflected)
    level = (pluck.velocity / _USUAL_VELOCITY) ** _LEVEL_EXPONENT
    # Odd, for a generator must not begin at 0, and spread over all bits.
    seed = np.uint64((2 * pluck.noise_seed + 1) * 0x9E3779B97F4A7C15 % 2**64)
    _blow(_BLOW, brightness, level, reflected, seed, excitation)
    return excitation


@njit(cache=True, nogil=True)
def _blow(shape, brightness, level, reflected, seed, excitation):  # type: ignore[no-untyped-def]
    smooth = 0.0
    for i in range(shape.shape[0]):
        noise, seed = white_noise(seed)
        smooth += brightness * (shape[i] * (1.0 - _NOISE_SHARE + 2.0 * _NOISE_SHARE * noise) - smooth)
        excitation[i] += level * smooth
        excitation[i + reflected] -= level * smooth


@njit(cache=True, nogil=True)
def _run_string(excitation, loop, filters, gains, held_frames, out):  # type: ignore[no-untyped-def]
    """Let the wave run; the delay is read between frames by the cubic of Lagrange."""
    size = 8
    while size < loop.max() + 8:
        size *= 2
    mask = size - 1
    line = np.zeros(size)
    damping, all_pass = filters
    damped_before = passed_before = input_before = 0.0
    gain = gains[0]
    falling = (gains[0] - gains[1]) / _STOPPING_FRAMES
    for i in range(out.shape[0]):
        node = i // NODE_FRAMES
        delay = loop[node] + (loop[node + 1] - loop[node]) * (i % NODE_FRAMES) / NODE_FRAMES
        whole = int(delay)
        d = delay - whole + 1.0
        at = i - whole + 1 + size
        a, b, c = d - 1.0, d - 2.0, d - 3.0
        value = d * b * c * 0.5 * line[(at - 1) & mask] - a * b * c * (1.0 / 6.0) * line[at & mask]
        value += d * a * b * (1.0 / 6.0) * line[(at - 3) & mask] - d * a * c * 0.5 * line[(at - 2) & mask]
        damped = (1.0 - damping) * value + damping * damped_before
        damped_before = value
        passed = all_pass * damped + input_before - all_pass * passed_before
        input_before, passed_before = damped, passed
        if i >= held_frames and gain > gains[1]:
            gain = max(gains[1], gain - falling)
        fresh = gain * passed
        if i < excitation.shape[0]:
            fresh += excitation[i]
        line[i & mask] = fresh
        out[i] += np.float32(fresh)

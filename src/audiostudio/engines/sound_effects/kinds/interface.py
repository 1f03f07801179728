"""Short sounds that answer a person: clicks, coins, successes."""

import numpy as np

from audiostudio.engines.sound_effects.kinds.impacts import BODIES, strike
from audiostudio.engines.sound_effects.kinds.request import Request
from audiostudio.engines.sound_effects.synthesis import (
    Signal,
    add_at,
    decay,
    hump,
    lowpass,
    modes,
    noise,
    peak_normal,
    phase,
    seconds,
    shaped_noise,
    sine,
    spaced_frames,
    swept,
    times_s,
)


def click(request: Request) -> Signal:
    """A button: a contact that is over in ten milliseconds."""
    rng, out = request.rng, np.zeros(request.frames)
    for start in spaced_frames(rng, request.frames, 0.3, request.count or 1, 0.2):
        piece = strike(rng, BODIES["plastic"], seconds(0.05), 0.6 + 0.4 * request.intensity, 5.0 * request.scale())
        add_at(out, piece * np.exp(-times_s(len(piece)) / 0.008), start)
        add_at(out, -0.4 * piece * np.exp(-times_s(len(piece)) / 0.006), start + seconds(0.045))
    return out


def _mallet(hz: float, length_s: float, bright: float) -> Signal:
    """Return a note between a marimba and an electric piano, as interfaces like them."""
    length = seconds(length_s)
    partials = hz * np.array([1.0, 2.0, 3.98, 9.2])
    ring_s = np.array([0.32, 0.2, 0.07, 0.02]) * (600 / hz) ** 0.3
    return modes(length, partials, ring_s, np.array([1.0, 0.25, 0.3 * bright, 0.2 * bright]))


def _notes(request: Request, semitones: tuple[float, ...], step_s: float, base_hz: float, length_s: float) -> Signal:
    out = np.zeros(seconds(step_s * len(semitones) + length_s))
    for number, step in enumerate(semitones):
        note = _mallet(base_hz * request.scale(0.5) * 2 ** (step / 12), length_s, 0.4 + request.intensity)
        add_at(out, note, seconds(number * step_s))
    return out


def success(request: Request) -> Signal:
    """It worked: a fifth up to the octave."""
    keys = ((0, 7, 12), (0, 4, 7, 12), (0, 5, 12))[int(request.rng.integers(3))]
    return _notes(request, keys, 0.085, 587.3, 0.9)


def error(request: Request) -> Signal:
    """It did not: two low buzzes, the second lower."""
    out = np.zeros(seconds(0.55))
    for at_s, hz in ((0.0, 196.0), (0.2, 147.0)):
        length = seconds(0.19)
        turns = phase(hz * request.scale(0.5), length)
        buzz = np.tanh((1.5 + 3 * request.intensity) * (np.sin(2 * np.pi * turns) + 0.5 * np.sin(4.02 * np.pi * turns)))
        since_s = times_s(length)
        add_at(out, lowpass(buzz, 3_500) * np.minimum(1, np.minimum(since_s, since_s[::-1]) / 0.008), seconds(at_s))
    return out


def notification(request: Request) -> Signal:
    """Something came in: two soft notes."""
    keys = ((0, 5), (7, 0), (0, 4), (4, 7, 11))[int(request.rng.integers(4))]
    return _notes(request, keys, 0.13, 784.0, 1.2)


def swipe(request: Request) -> Signal:
    """A finger over glass: noise whose colour moves past."""
    frames = seconds(0.32)
    share = np.linspace(0, 1, frames)
    hz = (900 + 5_200 * share**1.3) * request.scale(0.6)
    air = swept(noise(request.rng, frames), hz, 1.6)[1]
    return air * hump(frames, 0.55, 1.2)


def pop(request: Request) -> Signal:
    """A bubble or cork: a tone that jumps up and is gone."""
    rng, out = request.rng, np.zeros(request.frames)
    for start in spaced_frames(rng, request.frames, 0.35, request.count or 1, 0.3):
        length = seconds(0.12)
        since_s = times_s(length)
        hz = 420 * request.scale() * rng.uniform(0.95, 1.05) * (1 + 1.6 * np.minimum(1, since_s / 0.045))
        tone = sine(hz, length) * decay(length, 0.026, 0.002)
        lips = shaped_noise(rng, length, ((400, -6), (1_400, 0), (20_000, -24))) * np.exp(-since_s / 0.003)
        add_at(out, tone + (0.1 + 0.4 * request.intensity) * lips, start)
    return out


def level_up(request: Request) -> Signal:
    """A game's reward: an arpeggio of square waves that shimmers out."""
    keys = (0, 4, 7, 12, 16, 19, 24)
    out = np.zeros(seconds(1.5))
    for number, key in enumerate(keys):
        hz = 523.25 * request.scale(0.5) * 2 ** (key / 12)
        length = seconds(0.6 if number == len(keys) - 1 else 0.16)
        vibrato = 1 + 0.008 * np.sin(2 * np.pi * 7 * times_s(length)) * (number == len(keys) - 1)
        tone = _square(hz * vibrato, length, 0.25) + 0.35 * _square(hz * 1.005 * vibrato, length, 0.5)
        add_at(out, tone * decay(length, 0.09 if number < len(keys) - 1 else 0.28, 0.002), seconds(number * 0.075))
    return lowpass(out, 9_000)


def _square(hz: Signal, length: int, width: float) -> Signal:
    """Return a rectangular wave of a few harmonics, none above half the rate."""
    turns = np.cumsum(hz) / 48_000
    harmonics = range(1, max(2, min(24, int(20_000 / float(np.max(hz))))))
    return sum(
        (np.sin(np.pi * n * width) / n * np.cos(2 * np.pi * n * (turns - width / 2)) for n in harmonics),
        np.zeros(length),
    )


def coin(request: Request) -> Signal:
    """A game's coin: two square notes a fourth apart, the second rings."""
    out = np.zeros(seconds(0.9))
    for at_s, hz, fall_s in ((0.0, 987.8, 0.06), (0.075, 1_318.5, 0.22)):
        length = seconds(0.8 if at_s else 0.08)
        tone = _square(np.full(length, hz * request.scale(0.5)), length, 0.5) * decay(length, fall_s, 0.001)
        metal = modes(
            length, hz * request.scale(0.5) * np.array([5.2, 7.1, 9.4]), np.array([0.06, 0.05, 0.04]), np.full(3, 0.12)
        )
        add_at(out, tone + metal * (0.5 + request.intensity), seconds(at_s))
    return out


def cash_register(request: Request) -> Signal:
    """Keys, a bell and the drawer."""
    rng, out = request.rng, np.zeros(seconds(1.5))
    for at_s in (0.0, 0.07):
        add_at(
            out, 0.7 * strike(rng, BODIES["metal"], seconds(0.1), 0.8, 1.7) * decay(seconds(0.1), 0.02), seconds(at_s)
        )
    partials = np.array([2_093.0, 4_310, 6_500, 9_400]) * request.scale(0.4)
    add_at(
        out,
        modes(seconds(1.2), partials, np.array([0.45, 0.25, 0.12, 0.06]), np.array([1, 0.6, 0.4, 0.2])),
        seconds(0.16),
    )
    slide = swept(noise(rng, seconds(0.3)), np.linspace(700, 1_600, seconds(0.3)), 1.2)[1] * hump(seconds(0.3), 0.7)
    add_at(out, 0.25 * slide, seconds(0.2))
    for part in range(5):
        coin_hit = strike(rng, BODIES["metal"], seconds(0.12), 0.9, rng.uniform(7, 10)) * decay(seconds(0.12), 0.03)
        add_at(out, 0.25 * peak_normal(coin_hit), seconds(0.48 + 0.03 * part + 0.02 * rng.random()))
    return out

"""Bells, ringers, alarms and sirens."""

import numpy as np

from audiostudio.engines.sound_effects.kinds.request import Request
from audiostudio.engines.sound_effects.synthesis import (
    Signal,
    add_at,
    decay,
    lowpass,
    modes,
    resonate,
    saw,
    seconds,
    shaped_noise,
    sine,
    spaced_frames,
    times_s,
    wander,
)

# A church bell's partials by their names: hum, prime, tierce, quint, nominal, then upper ones.
_BELL = np.array([0.5, 1.0, 1.183, 1.506, 2.0, 2.514, 2.662, 3.011, 4.166, 5.433, 6.796, 8.215])


def alarm_clock(request: Request) -> Signal:
    """A digital alarm: four short beeps a second, then a rest."""
    frames = request.frames
    now_s = request.start_s + times_s(frames)
    within = now_s % 1.0
    is_on = (within < 0.52) & (within % 0.13 < 0.07)
    hz = 2_048 * request.scale(0.5)
    square = np.tanh(4 * np.sin(2 * np.pi * hz * now_s))
    tone = resonate(square, (hz, 3 * hz), (0.004, 0.001), (1, 0.5)) + 0.3 * square
    return np.asarray(tone * lowpass(is_on.astype(float), 300, 1))


def siren(request: Request) -> Signal:
    """An emergency siren that wails up and down through a horn loudspeaker."""
    frames = request.frames
    now_s = request.start_s + times_s(frames)
    pace_hz = 0.23 + 0.5 * request.intensity
    # The phase is integrated in closed form, so that a later piece goes on where the one before ended.
    middle_hz, swing_hz = 950 * request.scale(0.4), 420 * request.scale(0.4)
    turns = middle_hz * now_s - swing_hz / (2 * np.pi * pace_hz) * np.cos(2 * np.pi * pace_hz * now_s)
    horn = resonate(saw(turns), (850, 1_500, 2_600), (0.0016, 0.0012, 0.0008), (0.9, 1, 0.6))
    street = np.zeros(frames)
    for late_s, gain in ((0.031, 0.3), (0.083, 0.22), (0.147, 0.15), (0.26, 0.08)):
        add_at(street, gain * horn, seconds(late_s))
    return horn + lowpass(street, 2_500)


def phone_ring(request: Request) -> Signal:
    """A telephone: two gongs under a clapper that beats twenty times a second, two seconds on, four off."""
    rng, frames = request.rng, request.frames
    out = np.zeros(frames)
    gongs = []
    for hz in (1_080.0, 1_360.0):
        partials = hz * request.scale(0.4) * np.array([1, 2.02, 2.74, 3.76, 5.2])
        gongs.append(
            modes(seconds(1.4), partials, np.array([0.32, 0.26, 0.2, 0.12, 0.06]), np.array([1, 0.7, 0.6, 0.5, 0.3]))
        )
    first = int(np.floor((request.start_s - 4) / 3.0))
    for ring in range(max(0, first), max(0, first) + int(frames / 48_000 / 3.0) + 3):
        for beat in range(30):
            start = seconds(ring * 3.0 + beat / 22 - request.start_s)
            add_at(out, gongs[beat % 2] * (0.85 + 0.15 * rng.random()), start)
    return out


def beep(request: Request) -> Signal:
    """One short tone, or as many as asked."""
    out = np.zeros(request.frames)
    hz = 1_000 * request.scale()
    for start in spaced_frames(request.rng, request.frames, 0.4, request.count or 1, 0.0):
        length = seconds(0.18)
        tone = (sine(hz, length) + 0.15 * sine(3 * hz, length)) * _gate(length, 0.004)
        add_at(out, tone, start)
    return out


def bell(request: Request) -> Signal:
    """A bell with the partials of a tuned one, each a beating pair."""
    rng, out = request.rng, np.zeros(request.frames)
    for start in spaced_frames(rng, request.frames, 2.2, request.count or 1, 0.05):
        length = seconds(2.5 + 5 * request.size)
        prime_hz = 520 * request.scale(1.2) * rng.uniform(0.998, 1.002)
        hz = np.concatenate([prime_hz * _BELL, prime_hz * _BELL * (1 + rng.uniform(0.0005, 0.002, len(_BELL)))])
        ring_s = np.tile((1.2 + 2.4 * request.size) * (_BELL / 0.5) ** -0.75, 2)
        gains = np.tile(np.array([0.5, 0.8, 0.9, 0.5, 1.0, 0.5, 0.45, 0.4, 0.35, 0.25, 0.15, 0.1]), 2)
        tone = modes(length, hz, ring_s, gains)
        clapper = shaped_noise(rng, length, ((500, -8), (2_000, 0), (7_000, -6), (20_000, -20))) * decay(length, 0.008)
        add_at(out, tone + (0.5 + request.intensity) * clapper, start)
    return out


def chime(request: Request) -> Signal:
    """Tubes in the wind or a door's two notes: metal bars that ring long."""
    rng, frames = request.rng, request.frames
    out = np.zeros(frames)
    tubes = 587.0 * request.scale() * 2 ** (np.array([0, 2, 4, 7, 9, 12]) / 12)
    count = request.count or max(2, round(frames / 48_000 * (0.8 + 2.5 * request.intensity)))
    for start in spaced_frames(rng, frames, frames / 48_000 / count * 0.8, count, 0.6):
        hz = float(rng.choice(tubes)) * np.array([1, 2.756, 5.404, 8.933])
        tone = modes(seconds(3.0), hz, np.array([1.3, 0.6, 0.25, 0.1]), np.array([1, 0.45, 0.2, 0.1]))
        add_at(out, tone * rng.uniform(0.4, 1), start)
    return out


def _gate(length: int, edge_s: float) -> Signal:
    since_s = times_s(length)
    return np.minimum(1, np.minimum(since_s, since_s[::-1]) / edge_s)


def doorbell(request: Request) -> Signal:
    """Ding, dong: two bars a major third apart."""
    out = np.zeros(seconds(2.6))
    for at_s, hz in ((0.0, 659.3), (0.55, 523.3)):
        partials = hz * request.scale(0.5) * np.array([1, 2.0, 3.01, 4.2, 6.3])
        add_at(
            out,
            modes(seconds(2.0), partials, np.array([0.7, 0.4, 0.25, 0.12, 0.05]), np.array([1, 0.4, 0.25, 0.15, 0.1])),
            seconds(at_s),
        )
    return out


def ship_horn(request: Request) -> Signal:
    """A horn of a ship: a low reed with all its harmonics, over water."""
    rng, frames = request.rng, request.frames
    hz = 92 * request.scale(0.8) * (1 - 0.02 * np.exp(-times_s(frames) / 0.15))
    turns = np.cumsum(hz * (1 + 0.002 * wander(rng, frames, 6, -1, 1))) / 48_000
    reed = saw(turns) + 0.7 * saw(1.498 * turns)
    blown = resonate(reed, (190, 380, 720, 1_300), (0.006, 0.004, 0.002, 0.001), (1, 0.9, 0.6, 0.3))
    length_s = frames / 48_000
    since_s = times_s(frames)
    return blown * np.minimum(1, since_s / 0.12) * np.minimum(1, (length_s - since_s) / min(0.5, length_s / 3))


def warning_beeps(request: Request) -> Signal:
    """A vehicle that reverses or a machine that warns: even beeps, one a second."""
    now_s = request.start_s + times_s(request.frames)
    is_on = (now_s * (0.7 + 0.6 * request.intensity)) % 1.0 < 0.5
    hz = 1_250 * request.scale(0.5)
    tone = np.sin(2 * np.pi * hz * now_s) + 0.4 * np.sin(6 * np.pi * hz * now_s)
    return tone * lowpass(is_on.astype(float), 120, 1)

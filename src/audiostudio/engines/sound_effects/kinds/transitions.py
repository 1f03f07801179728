"""What leads from one picture to the next: risers, booms, drops."""

import numpy as np

from audiostudio.engines.sound_effects.kinds.request import Request
from audiostudio.engines.sound_effects.synthesis import (
    Signal,
    decay,
    hump,
    modes,
    noise,
    peak_normal,
    phase,
    rms_normal,
    saw,
    seconds,
    shaped_noise,
    swept,
    times_s,
    wander,
)


def riser(request: Request) -> Signal:
    """Tension that grows to the last frame: noise and detuned tones climb together."""
    rng, frames = request.rng, request.frames
    share = np.linspace(0, 1, frames)
    air = swept(noise(rng, frames), 200 + 9_000 * share**2, 1.4)[1]
    hz = 80 * request.scale(0.6) * 2 ** (2.5 * share)
    tones = sum(saw(phase(hz * ratio, frames)) for ratio in (1.0, 1.01, 0.99, 1.498))
    tones = swept(np.asarray(tones), 250 + 6_000 * share**2, 1.2)[0]
    pulse = 1 - 0.5 * request.intensity * (0.5 + 0.5 * np.cos(2 * np.pi * phase(2 + 14 * share**2, frames)))
    return (rms_normal(air) + 0.7 * rms_normal(tones)) * (0.04 + 0.96 * share**1.8) * pulse


def impact_boom(request: Request) -> Signal:
    """A trailer's hit: a drum larger than any, metal and a tail of a great hall."""
    rng, frames = request.rng, seconds(3.5 + 3.0 * request.size)
    since_s = times_s(frames)
    hz = (33 + 75 * np.exp(-since_s / 0.05)) * request.scale(0.5)
    drum = np.sin(2 * np.pi * np.cumsum(hz) / 48_000) * decay(frames, 0.9, 0.002)
    skin = shaped_noise(rng, frames, ((60, -2), (200, 0), (900, -8), (4_000, -18), (20_000, -36))) * decay(frames, 0.07)
    metal = modes(frames, np.array([131.0, 207, 311, 466, 622, 941, 1_377]), np.full(7, 1.1), rng.uniform(0.3, 1, 7))
    hall = swept(noise(rng, frames), 180 + 2_800 * np.exp(-since_s / 0.7), 0.6)[0] * np.exp(-since_s / 1.3)
    hall *= np.minimum(1, since_s / 0.04)
    end = np.minimum(1, (frames / 48_000 - since_s) / 0.8)
    total = (
        1.6 * drum + 0.6 * skin + 0.12 * (0.4 + request.intensity) * metal + 0.25 * rms_normal(hall) * np.exp(-since_s)
    )
    return np.tanh(1.3 * total) * end


def sub_drop(request: Request) -> Signal:
    """A bass tone that falls below what is heard."""
    frames = request.frames
    share = np.linspace(0, 1, frames)
    hz = (26 + 130 * (1 - share) ** 2.2) * request.scale(0.6)
    turns = phase(hz, frames)
    tone = np.sin(2 * np.pi * turns) + (0.1 + 0.3 * request.intensity) * np.sin(4 * np.pi * turns)
    return np.tanh(1.4 * tone) * np.minimum(1, share / 0.01) * np.minimum(1, (1 - share) / 0.35)


def whoosh_transition(request: Request) -> Signal:
    """Air and a low surge that sweep past from one side of the cut to the other."""
    rng, frames = request.rng, request.frames
    near = hump(frames, 0.55, 1.8)
    hz = (160 + (1_400 + 2_200 * request.intensity) * near) * request.scale(0.6)
    air = swept(noise(rng, frames), hz, 0.9)[1]
    shine = swept(noise(rng, frames), 4 * hz, 2.0)[1]
    surge = shaped_noise(rng, frames, ((30, -3), (80, 0), (220, -8), (20_000, -60)))
    return (rms_normal(air) + 0.3 * rms_normal(shine) * near + 0.35 * surge) * near * wander(rng, frames, 10, 0.85, 1)


def reverse_swell(request: Request) -> Signal:
    """A cymbal played backwards: it grows out of nothing and is cut."""
    rng, frames = request.rng, request.frames
    left_s = times_s(frames)[::-1]
    fall_s = max(0.15, frames / 48_000 / 4)
    hz = 380 * request.scale(0.4) * np.cumprod(np.full(60, 1.058)) * rng.uniform(0.97, 1.03, 60)
    plate = modes(frames, hz, fall_s * (1_500 / (1_500 + hz)) ** 0.5 + 0.05, rng.uniform(0.3, 1, 60))[::-1]
    wash = shaped_noise(rng, frames, ((300, -24), (2_000, -6), (6_000, 0), (11_000, -2), (20_000, -12)))
    return (peak_normal(plate) * 0.8 + 0.5 * wash * np.exp(-left_s / fall_s)) * np.minimum(1, left_s / 0.012)


def glitch(request: Request) -> Signal:
    """A digital fault: fragments that stutter, jump in rate and stop."""
    rng, frames = request.rng, request.frames
    out = np.zeros(frames)
    at = 0
    while at < frames:
        length = min(frames - at, seconds(rng.uniform(0.01, 0.07)))
        grain = max(8, seconds(rng.uniform(0.0008, 0.009)))
        hold = int(rng.integers(1, 24))
        piece = np.repeat(rng.standard_normal(grain // hold + 1), hold)[:grain]
        repeated = np.tile(piece, length // grain + 1)[:length]
        edges = np.minimum(1, np.minimum(np.arange(length), np.arange(length)[::-1]) / 24)
        out[at : at + length] = repeated * edges * (rng.random() < 0.55 + 0.35 * request.intensity)
        at += length
    return out * hump(frames, 0.3, 0.3)

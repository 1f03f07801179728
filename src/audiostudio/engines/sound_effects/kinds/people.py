"""Crowds, hands and hearts; voices without words."""

import numpy as np

from audiostudio.engines.sound_effects.kinds.request import Request
from audiostudio.engines.sound_effects.synthesis import (
    Random,
    Signal,
    add_at,
    add_bursts,
    burst_seed,
    decay,
    hump,
    noise,
    peak_normal,
    resonate,
    rms_normal,
    saw,
    seconds,
    shaped_noise,
    times_s,
    wander,
)

# First three formants of five vowels of men in Hz (Peterson and Barney, 1952).
_VOWELS_HZ = ((270, 2_290, 3_010), (530, 1_840, 2_480), (730, 1_090, 2_440), (570, 840, 2_410), (300, 870, 2_240))


def applause(request: Request) -> Signal:
    """Many pairs of hands, each with a pace and a colour of its own (Peltola et al., 2007)."""
    rng, frames = request.rng, request.frames
    out = np.zeros(frames)
    people = round(20 + 140 * request.intensity)
    starts, hz = [], []
    for _ in range(people):
        gap = rng.uniform(0.21, 0.32) * 48_000
        claps = np.arange(rng.uniform(-gap, 0), frames, gap)
        claps = claps + rng.normal(0, 0.06 * gap, len(claps))
        starts.append(claps)
        hz.append(np.full(len(claps), np.exp(rng.normal(np.log(1_150 * request.scale(0.4)), 0.4))))
    at = np.concatenate(starts)
    centre = np.concatenate(hz)
    inside = (at >= 0) & (at < frames)
    at, centre = at[inside], centre[inside]
    order = np.argsort(at, kind="stable")
    at, centre = at[order].astype(np.int64), centre[order]
    count = len(at)
    level = rng.uniform(0.2, 1.0, count)
    add_bursts(out, at, centre, 0.6 * centre, rng.uniform(0.004, 0.009, count), level, burst_seed(rng))
    add_bursts(out, at, centre * 2.6, 1.6 * centre, rng.uniform(0.001, 0.003, count), 0.8 * level, burst_seed(rng))
    hall = shaped_noise(rng, frames, ((200, -14), (700, -3), (1_500, 0), (3_500, -5), (9_000, -16), (20_000, -34)))
    return rms_normal(out) + (0.15 + 0.35 * request.intensity) * hall * wander(rng, frames, 2, 0.8, 1)


def _talker(rng: Random, frames: int, pitch_hz: float, lively: float) -> Signal:
    """Return somebody who talks without words: syllables of vowels at a voice's pitch, with pauses."""
    out = np.zeros(frames)
    at_s = rng.uniform(-1.0, 1.5)
    while at_s < frames / 48_000:
        length = seconds(rng.uniform(0.11, 0.24))
        share = np.linspace(0, 1, length)
        hz = pitch_hz * rng.uniform(0.85, 1.3) * (1.06 - 0.14 * share)
        source = saw(np.cumsum(hz) / 48_000 + rng.random()) + 0.25 * noise(rng, length)
        formants = _VOWELS_HZ[int(rng.integers(len(_VOWELS_HZ)))]
        scale = 1.0 if pitch_hz < 150 else 1.17
        voice = resonate(source, tuple(scale * f for f in formants), (0.004, 0.0028, 0.002), (1, 0.5, 0.25))
        add_at(out, voice * hump(length, 0.3, 0.8) * rng.uniform(0.5, 1), seconds(at_s))
        if rng.random() < 0.3:
            hiss = shaped_noise(rng, seconds(0.07), ((1_500, -12), (4_500, 0), (9_000, -3), (20_000, -20)))
            add_at(out, 0.05 * hiss * hump(len(hiss)), seconds(at_s - 0.06))
        at_s += length / 48_000 + (rng.uniform(0.02, 0.08) if rng.random() < 0.82 else rng.uniform(0.3, 1.8) / lively)
    return out


def crowd(request: Request) -> Signal:
    """Many people talk at once: a murmur in which no word is to be understood."""
    rng, frames = request.rng, request.frames
    out = np.zeros(frames)
    for number in range(round(10 + 14 * request.intensity)):
        pitch_hz = rng.uniform(95, 135) if number % 2 else rng.uniform(175, 235)
        near = 0.3 + 0.7 * rng.random() ** 2
        talk = _talker(rng, frames, pitch_hz * request.scale(0.4), 0.6 + request.intensity)
        add_at(out, near * talk, 0)
        add_at(out, 0.35 * near * talk, seconds(rng.uniform(0.02, 0.07)))
    murmur = shaped_noise(rng, frames, ((90, -14), (250, -2), (550, 0), (1_200, -8), (3_000, -18), (20_000, -48)))
    return rms_normal(out) + 0.45 * murmur * wander(rng, frames, 3, 0.7, 1.0)


def cheering(request: Request) -> Signal:
    """A stadium: hundreds of open vowels that swell, whistles and hands."""
    rng, frames = request.rng, request.frames
    out = np.zeros(frames)
    for _ in range(13):
        hz = rng.choice([160, 220, 310, 420]) * rng.uniform(0.85, 1.2) * request.scale(0.3)
        pitch = hz * (1 + 0.06 * wander(rng, frames, 1.5, -1, 1) + 0.02 * wander(rng, frames, 12, -1, 1))
        source = saw(np.cumsum(pitch) / 48_000 + rng.random()) + 0.5 * noise(rng, frames)
        voice = resonate(source, (760, 1_250, 2_700), (0.003, 0.0025, 0.0015), (1, 0.8, 0.4))
        out += rms_normal(voice) * wander(rng, frames, 0.8) ** 2
    roar = shaped_noise(rng, frames, ((150, -12), (500, -2), (950, 0), (2_000, -5), (5_000, -16), (20_000, -38)))
    return 0.7 * rms_normal(out) + (0.4 + 0.5 * request.intensity) * roar * wander(rng, frames, 1.2, 0.7, 1)


def heartbeat(request: Request) -> Signal:
    """Lub, dub: two valves close, heard through the chest."""
    rng, frames = request.rng, request.frames
    out = np.zeros(frames)
    period_s = 60 / (55 + 75 * request.intensity)
    first = int(np.floor(request.start_s / period_s))
    for beat in range(first, first + int(frames / 48_000 / period_s) + 2):
        for late_s, hz, level in ((0.04, 46.0, 1.0), (0.04 + 0.3 * min(1.0, period_s), 58.0, 0.7)):
            length = seconds(0.22)
            since_s = times_s(length)
            turns = np.cumsum(hz * request.scale(0.5) * (1 + 0.6 * np.exp(-since_s / 0.02))) / 48_000
            valve = np.sin(2 * np.pi * turns) * decay(length, 0.05, 0.008)
            flesh = shaped_noise(rng, length, ((30, -4), (70, 0), (200, -10), (20_000, -70))) * decay(
                length, 0.03, 0.005
            )
            add_at(out, level * (valve + 0.2 * flesh), seconds(beat * period_s + late_s - request.start_s))
    return out


def breathing(request: Request) -> Signal:
    """In through the nose, out through the mouth."""
    rng, frames = request.rng, request.frames
    out = np.zeros(frames)
    at_s, is_in = 0.1, True
    while at_s < frames / 48_000:
        length = seconds((1.3 if is_in else 1.6) * (1.3 - 0.8 * request.intensity) * rng.uniform(0.9, 1.1))
        formants = (520, 1_700, 3_400, 6_200) if is_in else (650, 1_250, 2_600, 5_200)
        air = resonate(noise(rng, length), formants, (0.0012, 0.0012, 0.001, 0.0006), (0.5, 1, 0.8, 0.5))
        add_at(out, peak_normal(air) * hump(length, 0.5 if is_in else 0.25, 1.2) * (0.7 if is_in else 1), seconds(at_s))
        at_s += length / 48_000 + rng.uniform(0.15, 0.4) * (1.3 - request.intensity)
        is_in = not is_in
    return out

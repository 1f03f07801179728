"""Fire: hiss of gas, roar of turbulence, and crackle of bursting wood."""

import numpy as np

from audiostudio.engines.sound_effects.kinds.request import Request
from audiostudio.engines.sound_effects.synthesis import (
    Random,
    Signal,
    add_bursts,
    add_rings,
    band,
    burst_seed,
    chance_times,
    noise,
    peak_normal,
    rms_normal,
    seconds,
    shaped_noise,
    swept,
    times_s,
    wander,
)


def _crackle(rng: Random, frames: int, rate: Signal | float) -> Signal:
    """Sparks in clusters: a few loud and low, many soft and high, each the ring of a splitting fibre."""
    out = np.zeros(frames)
    starts = chance_times(rng, frames, rate)
    follow = np.concatenate(
        [starts, *(starts[rng.random(len(starts)) < 0.35] + seconds(gap) for gap in (0.004, 0.011))]
    )
    count = len(follow)
    loud = 0.12 * rng.pareto(1.8, count).clip(0, 10)
    hz = np.exp(rng.uniform(np.log(700), np.log(9_000), count))
    add_bursts(
        out, follow, hz, rng.uniform(800, 6_000, count), rng.uniform(0.0004, 0.004, count), loud, burst_seed(rng)
    )
    add_rings(out, follow, hz * 0.4, np.zeros(count), rng.uniform(0.001, 0.004, count), 0.25 * loud)
    return out


def fireplace(request: Request) -> Signal:
    """Logs: crackles one by one over a soft flutter of flames."""
    rng, frames = request.rng, request.frames
    lively = wander(rng, frames, 0.8, 0.3, 1.6)
    flames = shaped_noise(
        rng, frames, ((25, -2), (60, 0), (125, -4), (250, -11), (700, -17), (4_000, -19), (10_000, -24), (20_000, -36))
    )
    flutter = wander(rng, frames, 6.5, 0.3, 1.0) * wander(rng, frames, 1.1, 0.6, 1.0)
    hiss = shaped_noise(rng, frames, ((1_000, -16), (4_000, 0), (9_000, -2), (20_000, -14)))
    crackle = _crackle(rng, frames, (10 + 45 * request.intensity) * lively)
    return (
        crackle + (0.16 + 0.16 * request.intensity) * flames * flutter + 0.008 * hiss * wander(rng, frames, 2, 0.4, 1)
    )


def torch(request: Request) -> Signal:
    """A flame that flaps: low roar in gusts, few sparks."""
    rng, frames = request.rng, request.frames
    flap = wander(rng, frames, 9.0, 0.1, 1.0) ** 1.5 * wander(rng, frames, 1.3, 0.5, 1.0)
    roar = shaped_noise(rng, frames, ((40, -4), (110, 0), (350, -2), (900, -9), (3_000, -20), (20_000, -42)))
    gusts = swept(noise(rng, frames), 250 + 900 * flap, 0.9)[0]
    return roar * flap + 0.5 * gusts * flap * (0.4 + request.intensity) + 0.6 * _crackle(rng, frames, 6.0)


def sizzle(request: Request) -> Signal:
    """Water on hot metal or food in hot fat: tiny bursts, so many that they hiss."""
    rng, frames = request.rng, request.frames
    out = np.zeros(frames)
    starts = chance_times(rng, frames, 900 + 2_500 * request.intensity)
    count = len(starts)
    hz = rng.uniform(2_500, 13_000, count)
    loud = 0.05 * rng.pareto(2.5, count).clip(0, 8)
    add_bursts(
        out, starts, hz, rng.uniform(2_000, 6_000, count), rng.uniform(0.0005, 0.003, count), loud, burst_seed(rng)
    )
    hiss = shaped_noise(rng, frames, ((600, -24), (3_000, -4), (7_000, 0), (12_000, -3), (20_000, -14)))
    spit = chance_times(rng, frames, 8.0)
    add_bursts(
        out,
        spit,
        rng.uniform(1_500, 4_000, len(spit)),
        np.full(len(spit), 3_000.0),
        np.full(len(spit), 0.006),
        rng.uniform(0.1, 0.4, len(spit)),
        burst_seed(rng),
    )
    return rms_normal(out) + 0.6 * hiss * wander(rng, frames, 3, 0.6, 1.0)


def fuse(request: Request) -> Signal:
    """Powder that burns along a cord: a sputtering hiss."""
    rng, frames = request.rng, request.frames
    sputter = wander(rng, frames, 35, 0.15, 1.0) * wander(rng, frames, 4, 0.6, 1.0)
    hiss = shaped_noise(rng, frames, ((200, -26), (1_200, -8), (4_500, 0), (9_000, -1), (20_000, -12)))
    return hiss * sputter + 0.7 * rms_normal(_crackle(rng, frames, 150 + 200 * request.intensity))


def explosion(request: Request) -> Signal:
    """A blast: shock front, fireball, rumble, and debris that falls."""
    rng = request.rng
    frames = seconds(2.5 + 2.5 * request.size)
    since_s = times_s(frames)
    low = request.scale(0.7)
    shock = noise(rng, frames) * np.exp(-since_s / 0.012)
    ball_hz = 120 + 5_000 * np.exp(-since_s / 0.16)
    ball = swept(noise(rng, frames), ball_hz * low, 0.7)[0] * np.exp(-since_s / (0.35 + 0.4 * request.size))
    boom_hz = (34 + 60 * np.exp(-since_s / 0.09)) * low
    boom = np.sin(2 * np.pi * np.cumsum(boom_hz) / 48_000) * np.exp(-since_s / 0.5)
    rumble = shaped_noise(rng, frames, ((20, -4), (60, 0), (160, -6), (600, -20), (20_000, -60)))
    rumble *= np.exp(-since_s / (0.8 + request.size)) * wander(rng, frames, 8, 0.4, 1.0)
    debris = _crackle(rng, frames, 120 * np.exp(-((since_s - 0.5) ** 2) / 0.35)) * (0.2 + 0.4 * request.intensity)
    total = 0.8 * shock + 2.2 * ball + 0.7 * boom + 0.35 * rumble + 0.3 * debris
    return np.tanh(1.6 * total) * np.minimum(1, (frames / 48_000 - since_s) / 0.4)


def gunshot(request: Request) -> Signal:
    """A muzzle blast (Friedlander's wave), its crack and the echoes of the place."""
    rng = request.rng
    frames = seconds(1.6)
    since_s = times_s(frames)
    span_s = 0.0012 * (1 + 2 * request.size)
    blast = (1 - since_s / span_s) * np.exp(-since_s / span_s)
    crack = noise(rng, frames) * np.exp(-since_s / 0.009)
    body = swept(noise(rng, frames), 300 + 6_000 * np.exp(-since_s / 0.04), 0.8)[0] * np.exp(-since_s / 0.07)
    tail = shaped_noise(rng, frames, ((60, -6), (250, 0), (900, -4), (3_000, -14), (20_000, -40)))
    tail *= np.exp(-since_s / 0.32) * wander(rng, frames, 14, 0.3, 1) * np.minimum(1, since_s / 0.03)
    total = 1.4 * blast + 1.0 * crack + 1.5 * body + 0.16 * tail
    return np.tanh(1.4 * total) * np.minimum(1, (frames / 48_000 - since_s) / 0.2)


def firework(request: Request) -> Signal:
    """The whistle up, the burst and its crackle."""
    rng = request.rng
    frames = seconds(4.0)
    since_s = times_s(frames)
    rise = since_s < 1.1
    whistle_hz = np.where(rise, 900 + 1_500 * (since_s / 1.1) ** 1.4, 2_400)
    whistle = np.sin(2 * np.pi * np.cumsum(whistle_hz * (1 + 0.01 * wander(rng, frames, 25, -1, 1))) / 48_000)
    up = (0.12 * whistle + 0.05 * band(noise(rng, frames), 1_500, 6_000)) * rise * np.minimum(1, since_s / 0.2)
    after_s = np.maximum(0, since_s - 1.25)
    burst = (since_s > 1.25) * swept(noise(rng, frames), 150 + 4_000 * np.exp(-after_s / 0.1), 0.7)[0]
    burst = burst * np.exp(-after_s / 0.22)
    sparks = _crackle(rng, frames, np.where(since_s > 1.6, 160 * np.exp(-((after_s - 0.9) ** 2) / 0.3), 0.0))
    return up + 1.3 * peak_normal(burst) + 0.35 * peak_normal(sparks)

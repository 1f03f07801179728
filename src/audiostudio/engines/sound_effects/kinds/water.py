"""Water: drops, bubbles, streams and waves, all of them bubbles that ring (Minnaert) in noise."""

import numpy as np
from numpy.typing import NDArray

from audiostudio.engines.sound_effects.kinds.request import Request
from audiostudio.engines.sound_effects.synthesis import (
    Random,
    Signal,
    add_at,
    add_bursts,
    add_rings,
    band,
    burst_seed,
    chance_times,
    decay,
    hump,
    noise,
    peak_normal,
    rms_normal,
    seconds,
    shaped_noise,
    spaced_frames,
    times_s,
    wander,
)

_MINNAERT_HZ_M = 3.0  # a bubble of radius r in metres rings at about 3 / r
_DAMPING = 0.13  # van den Doel: decay rate is .13 / r + .0072 r^-1.5


def _ring_bubbles(
    rng: Random, out: Signal, starts: NDArray[np.int64], smallest_m: float, largest_m: float, rising: float
) -> None:
    """Add bubbles of radii by chance, the small ones more, a share ``rising`` of which come up to the surface."""
    count = len(starts)
    radius_m = smallest_m * (largest_m / smallest_m) ** (rng.random(count) ** 1.6)
    fall = _DAMPING / radius_m + 0.0072 * radius_m**-1.5
    gains = (radius_m / largest_m) ** 0.9 * rng.random(count) ** 2
    rise = np.where(rng.random(count) < rising, rng.uniform(0.1, 0.5, count), 0.0)
    add_rings(out, starts, _MINNAERT_HZ_M / radius_m, rise, 1 / fall, gains)


def stream(request: Request) -> Signal:
    """A brook: thousands of bubbles a second in the hiss of running water."""
    rng, frames, flow = request.rng, request.frames, request.intensity
    out = np.zeros(frames)
    grow = 2 ** (request.size - 0.5)
    _ring_bubbles(rng, out, chance_times(rng, frames, 500 + 1_200 * flow), 0.0007 * grow, 0.004 * grow, 0.5)
    babble = wander(rng, frames, 3.0, 0.2, 1.0) ** 2
    low = np.zeros(frames)
    _ring_bubbles(rng, low, chance_times(rng, frames, 25 + 60 * flow), 0.003 * grow, 0.009 * grow, 0.6)
    wash = shaped_noise(rng, frames, ((80, -18), (300, -4), (800, 0), (2_500, -5), (6_000, -10), (20_000, -26)))
    return rms_normal(out) * (0.6 + 0.5 * babble) + 0.5 * rms_normal(low) + (0.25 + 0.9 * flow) * wash


def waterfall(request: Request) -> Signal:
    """Falling water: a broad roar whose grain is too fine to hear, over the churn of its pool."""
    rng, frames = request.rng, request.frames
    tilt = request.scale(0.7)
    roar = shaped_noise(
        rng,
        frames,
        (
            (40, -18),
            (120 * tilt, -10),
            (250 * tilt, -5),
            (500 * tilt, 0),
            (1_000, -2),
            (2_000, -6),
            (4_000, -12),
            (8_000, -20),
            (20_000, -34),
        ),
    )
    churn = np.zeros(frames)
    _ring_bubbles(rng, churn, chance_times(rng, frames, 900), 0.0015, 0.012, 0.2)
    spray = band(noise(rng, frames), 3_000, 14_000) * wander(rng, frames, 12, 0.5, 1)
    return roar * wander(rng, frames, 1.5, 0.9, 1.0) + 0.35 * rms_normal(churn) + 0.2 * request.intensity * spray


def ocean_waves(request: Request) -> Signal:
    """Breakers: each swells, breaks with bubbles and draws back over the sand, at a swell's pace."""
    rng, frames = request.rng, request.frames
    out = 0.12 * shaped_noise(rng, frames, ((30, -6), (100, 0), (500, -10), (4_000, -22), (20_000, -44)))
    at_s = -rng.uniform(2, 6)
    while at_s < frames / 48_000:
        length_s = rng.uniform(6, 9) * (0.7 + 0.6 * request.size)
        count = seconds(length_s)
        swell = shaped_noise(
            rng, count, ((30, -8), (125, -2), (250, 0), (600, -4), (2_000, -12), (8_000, -26), (20_000, -40))
        )
        foam = shaped_noise(rng, count, ((300, -22), (1_500, -4), (4_000, 0), (9_000, -3), (20_000, -16)))
        level = rng.uniform(0.55, 1) * (0.5 + request.intensity)
        wave = swell * hump(count, 0.38, 1.4) + 0.3 * foam * hump(count, 0.52, 2.2)
        add_at(out, level * wave, seconds(at_s))
        at_s += length_s * rng.uniform(0.5, 0.8)
    hiss = np.zeros(frames)
    _ring_bubbles(rng, hiss, chance_times(rng, frames, 350), 0.0005, 0.003, 0.3)
    return out + 0.12 * rms_normal(hiss) * wander(rng, frames, 0.3, 0.3, 1.0)


def drip(request: Request) -> Signal:
    """Drops into water, one after another: the tick of the impact, then the bubble it leaves."""
    rng, frames = request.rng, request.frames
    out = np.zeros(frames)
    gap_s = 1.5 - 1.2 * request.intensity
    for start in spaced_frames(rng, frames, gap_s, request.count):
        piece = np.zeros(seconds(0.5))
        radius = 0.0024 * 2 ** (request.size - 0.5) * rng.uniform(0.75, 1.3)
        first, second = seconds(0.001), seconds(rng.uniform(0.018, 0.035))
        hz = np.array([3.0 / radius, 3.0 / radius * 0.82, 3.0 / radius * 1.9])
        starts = np.array([second, second + seconds(0.04), second + seconds(0.012)])
        add_rings(
            piece, starts, hz, np.array([0.35, 0.2, 0.1]), np.array([0.026, 0.018, 0.008]), np.array([1, 0.3, 0.2])
        )
        tick = np.array([first])
        add_bursts(
            piece, tick, np.array([5_200.0]), np.array([4_000.0]), np.array([0.0012]), np.array([0.35]), burst_seed(rng)
        )
        add_at(out, piece * rng.uniform(0.6, 1), start)
    return out


def bubbles(request: Request) -> Signal:
    """Air that rises through water in bursts."""
    rng, frames = request.rng, request.frames
    out = np.zeros(frames)
    gurgle = wander(rng, frames, 5.0) ** 2
    grow = 2 ** (2 * (request.size - 0.5))
    starts = chance_times(rng, frames, (15 + 90 * request.intensity) * (0.2 + gurgle))
    _ring_bubbles(rng, out, starts, 0.004 * grow, 0.024 * grow, 1.0)
    return out + 0.01 * band(noise(rng, frames), 200, 1_200) * gurgle


def splash(request: Request) -> Signal:
    """Something falls in: the slap, the crown of spray, then the cavity's bubbles and falling drops."""
    rng = request.rng
    frames = seconds(1.2 + 1.2 * request.size)
    since_s = times_s(frames)
    tilt = request.scale(0.8)
    slap = shaped_noise(rng, frames, ((60, -6), (200 * tilt, 0), (900 * tilt, -3), (4_000, -12), (20_000, -30)))
    spray = shaped_noise(rng, frames, ((300, -24), (1_500 * tilt, 0), (5_000, -3), (20_000, -20)))
    out = slap * decay(frames, 0.07, 0.003) + 0.7 * spray * np.exp(-since_s / 0.22) * np.minimum(1, since_s / 0.03)
    plunge = np.zeros(frames)
    starts = chance_times(rng, frames, 260 * np.exp(-since_s / 0.35) * (0.5 + request.intensity))
    grow = 2 ** (1.5 * (request.size - 0.5))
    _ring_bubbles(rng, plunge, starts + seconds(0.03), 0.001 * grow, 0.011 * grow, 0.7)
    drops = np.zeros(frames)
    _ring_bubbles(rng, drops, chance_times(rng, frames, 45 * np.exp(-((since_s - 0.6) ** 2) / 0.2)), 0.0006, 0.002, 0.6)
    return peak_normal(out) + 0.5 * peak_normal(plunge) + 0.12 * peak_normal(drops)

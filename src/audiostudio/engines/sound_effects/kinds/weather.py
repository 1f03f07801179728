"""Rain, wind and thunder."""

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
    highpass,
    lowpass,
    noise,
    peak_normal,
    rms_normal,
    seconds,
    shaped_noise,
    swept,
    times_s,
    wander,
)

# Where drops fall: resonances in Hz, how long they ring, and how much of the sound they are.
_ROOFS = {
    "tin": ((620, 1_180, 1_930, 2_870, 4_100, 5_600), 0.018, 0.9),
    "glass": ((1_400, 2_750, 4_300, 6_100), 0.006, 0.6),
    "wood": ((240, 410, 690, 1_050), 0.008, 0.7),
    "tent": ((180, 320, 540), 0.006, 0.9),
    "leaves": ((900, 1_700, 2_600), 0.0025, 0.6),
    "water": ((), 0.0, 0.0),
    "ground": ((), 0.0, 0.0),
}


def rain(request: Request) -> Signal:
    """Drops near by, one by one, before the hiss of all that fall farther away."""
    return _rain(request, 250 + 1_400 * request.intensity, far=0.5 + 0.5 * request.intensity)


def heavy_rain(request: Request) -> Signal:
    """A downpour: so many drops that the hiss is nearly all, with splashes."""
    poured = _rain(request, 1_800 + 3_500 * request.intensity, far=1.6)
    rumble = shaped_noise(request.rng, request.frames, ((60, -20), (180, 0), (700, -4), (2_000, -14), (20_000, -40)))
    return poured + 0.22 * float(np.std(poured)) * rumble


def _rain(request: Request, drops_a_second: float, *, far: float) -> Signal:
    rng, frames = request.rng, request.frames
    hiss = shaped_noise(
        rng, frames, ((80, -26), (400, -14), (1_500, -6), (3_500, 0), (8_000, -1), (12_000, -6), (20_000, -18))
    )
    out = 0.075 * far * hiss * wander(rng, frames, 0.6, 0.85, 1.0)
    starts = chance_times(rng, frames, drops_a_second)
    drops = len(starts)
    # Near drops are few and loud: levels of a plane full of sources fall with the distance.
    loud = 0.035 * rng.pareto(3.0, drops).clip(0, 5)
    burst_hz = rng.uniform(1_800, 9_500, drops)
    add_bursts(
        out,
        starts,
        burst_hz,
        rng.uniform(2_500, 7_000, drops),
        rng.uniform(0.0015, 0.006, drops),
        loud,
        burst_seed(rng),
    )
    wet = rng.random(drops) < (0.3 if request.material in ("ground", "water") else 0.08)
    bubbles = starts[wet] + seconds(0.004)
    hz = np.exp(rng.normal(np.log(3_400 * request.scale()), 0.45, len(bubbles)))
    add_rings(out, bubbles, hz, rng.uniform(0.0, 0.25, len(bubbles)), 14 / hz, 0.7 * loud[wet])
    resonances_hz, ring_s, share = _ROOFS[request.material]
    if resonances_hz:
        on = starts[:: max(1, int(drops // max(1, frames / 48_000 * 900)))]
        at = rng.integers(0, len(resonances_hz), len(on))
        tone_hz = np.array(resonances_hz, float)[at] * rng.uniform(0.93, 1.07, len(on))
        levels = share * 0.05 * rng.pareto(2.4, len(on)).clip(0, 8)
        add_rings(out, on, tone_hz, np.zeros(len(on)), ring_s * rng.uniform(0.5, 1.5, len(on)), levels)
    return out


def wind(request: Request) -> Signal:
    """Turbulence: broad noise with gusts, and the whistling of edges, whose pitch follows the gust's speed."""
    rng, frames = request.rng, request.frames
    speed = 0.35 + 0.65 * wander(rng, frames, 0.28) * wander(rng, frames, 0.9, 0.6, 1.0)
    speed *= 0.6 + 0.8 * request.intensity
    flutter = 1 + 0.25 * wander(rng, frames, 7.0, -1, 1)
    body = shaped_noise(rng, frames, ((25, -6), (90, 0), (250, -4), (700, -14), (2_000, -30), (20_000, -60)))
    out = body * speed**2 * flutter
    air = noise(rng, frames)
    for base_hz, q, gain in ((310, 2.2, 0.5), (540, 5.0, 0.28), (830, 9.0, 0.12 + 0.15 * request.intensity)):
        centre = base_hz * request.scale(0.6) * (0.55 + 0.75 * speed) * wander(rng, frames, 0.5, 0.9, 1.1)
        out += gain * 3 * swept(air, centre, q)[1] * speed**2.5
    leaves = shaped_noise(rng, frames, ((500, -30), (2_500, 0), (6_000, -4), (20_000, -24)))
    return out + 0.05 * leaves * speed**3


def storm(request: Request) -> Signal:
    """Driving rain, gusts and a thunder now and then."""
    rng, frames = request.rng, request.frames
    out = 0.8 * rms_normal(wind(request)) + 0.55 * rms_normal(heavy_rain(request)) * wander(rng, frames, 0.5, 0.7, 1.0)
    for start in chance_times(rng, frames, 1 / 9):
        clap = peak_normal(_thunder(rng, seconds(rng.uniform(4, 7)), rng.uniform(0.2, 0.7))) * rng.uniform(2, 5)
        end = min(frames, start + len(clap))
        out[start:end] += clap[: end - start]
    return out


def thunder(request: Request) -> Signal:
    """One stroke: the crack of its near part, then claps from ever farther parts of the channel, and rumble."""
    return _thunder(request.rng, request.frames, request.intensity)


def _thunder(rng: Random, frames: int, nearness: float) -> Signal:
    """Sum N-waves of the channel's segments, each later, lower and softer the farther it is (Ribner and Roy, 1982)."""
    out = np.zeros(frames)
    length_s = frames / 48_000
    segments = 260
    late_s = np.sort(rng.beta(0.9, 2.2, segments)) * length_s * 0.8
    late_s += 0.05 * rng.standard_normal(segments).cumsum() / np.sqrt(segments)
    for at_s in np.clip(late_s, 0.0, None):
        half_s = rng.uniform(0.0012, 0.004) * (1 + 3 * at_s / length_s)
        wave_frames = 2 * seconds(half_s)
        wave = np.linspace(1, -1, wave_frames) * rng.uniform(0.2, 1) * np.exp(-2.6 * at_s / length_s)
        start = seconds(at_s)
        end = min(frames, start + wave_frames)
        out[start:end] += wave[: max(0, end - start)]
    since_s = times_s(frames)
    crack = highpass(out, 300) * np.exp(-since_s / (0.25 + 0.5 * nearness)) * (0.4 + 2.2 * nearness)
    rumble = shaped_noise(
        rng, frames, ((18, -14), (50, -4), (110, 0), (300, -3), (800, -12), (2_500, -24), (20_000, -60))
    )
    rolling = wander(rng, frames, 2.6, 0.15, 1.0) * np.minimum(1, since_s / 0.15) * np.exp(-2.4 * since_s / length_s)
    tear = band(noise(rng, frames), 900, 7_000) * np.exp(-since_s / 0.12) * wander(rng, frames, 60, 0, 1) * nearness**2
    total = lowpass(out, 900, 1) + crack + 0.9 * rumble * rolling + 0.5 * tear
    return np.asarray(total * np.minimum(1, (length_s - since_s) / 0.5).clip(0))

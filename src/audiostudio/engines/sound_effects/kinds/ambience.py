"""What is always there: rooms, cities, ships, and the noises of carriers."""

import numpy as np

from audiostudio.engines.sound_effects.kinds.request import Request
from audiostudio.engines.sound_effects.kinds.vehicles import car_passing
from audiostudio.engines.sound_effects.synthesis import (
    Signal,
    add_at,
    add_bursts,
    band,
    burst_seed,
    chance_times,
    hump,
    noise,
    resonate,
    rms_normal,
    seconds,
    shaped_noise,
    swept,
    times_s,
    wander,
)


def white_noise(request: Request) -> Signal:
    """All frequencies alike."""
    return noise(request.rng, request.frames)


def pink_noise(request: Request) -> Signal:
    """All octaves alike: 3 dB an octave down."""
    return shaped_noise(request.rng, request.frames, ((20, 0), (20_000, -30)))


def brown_noise(request: Request) -> Signal:
    """6 dB an octave down."""
    return shaped_noise(request.rng, request.frames, ((10, -3), (25, 0), (20_000, -58)))


def room_tone(request: Request) -> Signal:
    """An empty room: air, the ventilation far off and the hum of the mains."""
    rng, frames = request.rng, request.frames
    now_s = request.start_s + times_s(frames)
    air = shaped_noise(rng, frames, ((25, -4), (70, 0), (200, -6), (800, -18), (4_000, -32), (20_000, -50)))
    mains = sum(
        np.sin(2 * np.pi * 50 * n * now_s + n) * level
        for n, level in ((1, 0.25), (2, 0.4), (3, 0.12), (4, 0.1), (6, 0.05))
    )
    return air * wander(rng, frames, 0.7, 0.9, 1.0) + (0.1 + 0.5 * request.intensity) * np.asarray(mains)


def vinyl_crackle(request: Request) -> Signal:
    """A record that runs: a recorded surface, with clicks of its own at each turn."""
    rng, frames = request.rng, request.frames
    surface = np.asarray(request.samples("vinyl_hiss").mean(axis=0), float)
    inner, overlap = surface[seconds(0.2) : -seconds(0.2)], seconds(0.5)
    out = np.zeros(frames + 2 * overlap)
    piece = inner * np.sqrt(np.minimum(1, np.minimum(np.arange(len(inner)), np.arange(len(inner))[::-1]) / overlap))
    at = -int(rng.integers(0, len(inner) - overlap)) if len(inner) > overlap else 0
    while at < frames:
        add_at(out, piece, at)
        at += len(inner) - overlap
    out = rms_normal(out[:frames])
    clicks = chance_times(rng, frames, 3 + 14 * request.intensity)
    count = len(clicks)
    add_bursts(
        out,
        clicks,
        rng.uniform(1_200, 5_000, count),
        np.full(count, 4_000.0),
        rng.uniform(0.0003, 0.0012, count),
        2 + 3 * rng.pareto(2.0, count).clip(0, 5),
        burst_seed(rng),
    )
    rumble = shaped_noise(rng, frames, ((20, -3), (45, 0), (120, -14), (20_000, -80)))
    return out + 0.3 * rumble * (0.8 + 0.2 * np.sin(2 * np.pi * (request.start_s + times_s(frames)) / 1.8))


def radio_static(request: Request) -> Signal:
    """Between stations: noise through a receiver's band, whistles of carriers and crackle."""
    rng, frames = request.rng, request.frames
    hiss = shaped_noise(rng, frames, ((150, -22), (500, -4), (1_500, 0), (3_500, -2), (5_500, -16), (20_000, -50)))
    fading = wander(rng, frames, 2.2, 0.4, 1.0)
    hz = 900 + 700 * wander(rng, frames, 0.6, -1, 1)
    carrier = np.sin(2 * np.pi * np.cumsum(hz) / 48_000) * wander(rng, frames, 0.9) ** 4
    bursts = np.zeros(frames)
    starts = chance_times(rng, frames, 10 + 40 * request.intensity)
    count = len(starts)
    add_bursts(
        bursts,
        starts,
        rng.uniform(800, 3_500, count),
        np.full(count, 2_500.0),
        np.full(count, 0.002),
        rng.uniform(0.5, 3, count),
        burst_seed(rng),
    )
    return hiss * fading + 0.25 * carrier + 0.6 * bursts


def city(request: Request) -> Signal:
    """A street from a window: the hum of all traffic, cars that pass, a horn far off."""
    rng, frames = request.rng, request.frames
    hum = shaped_noise(rng, frames, ((30, -4), (75, 0), (250, -5), (900, -11), (3_000, -22), (20_000, -46)))
    out = hum * wander(rng, frames, 0.4, 0.75, 1.0)
    for start in chance_times(rng, frames, 0.15 + 0.35 * request.intensity):
        count = seconds(rng.uniform(4, 7))
        passing = car_passing(Request(count, rng, rng.uniform(0.1, 0.5), 0.5, "", None, 0.0, request.samples))
        add_at(out, 0.8 * rng.uniform(0.4, 1) * rms_normal(passing) * hump(count), int(start) - count // 2)
    for start in chance_times(rng, frames, 0.05 + 0.1 * request.intensity):
        count = seconds(rng.uniform(0.2, 0.6))
        tone = sum(np.sin(2 * np.pi * hz * n * times_s(count)) / n for hz in (410, 515) for n in (1, 2, 3))
        far = band(np.asarray(tone), 300, 1_500) * hump(count, 0.3, 0.3)
        for late_s, gain in ((0.0, 0.15), (0.09, 0.08), (0.21, 0.05), (0.34, 0.03)):
            add_at(out, gain * far, int(start) + seconds(late_s))
    return out


def ship_interior(request: Request) -> Signal:
    """Timber and water: the hull works, waves lap outside."""
    rng, frames = request.rng, request.frames
    lap = shaped_noise(rng, frames, ((40, -3), (150, 0), (500, -6), (1_800, -14), (20_000, -40)))
    out = lap * (0.25 + 0.75 * wander(rng, frames, 0.45) ** 2)
    for start in chance_times(rng, frames, 0.35 + 0.8 * request.intensity):
        count = seconds(rng.uniform(0.4, 1.3))
        pace = rng.uniform(14, 60) * (1 + 0.3 * wander(rng, count, 3, -1, 1))
        slips = np.diff(np.floor(np.cumsum(pace) / 48_000), prepend=0.0)
        creak = resonate(slips, (280, 460, 790, 1_250), (0.02, 0.016, 0.01, 0.006), (1, 1, 0.7, 0.4))
        add_at(out, 60 * creak * hump(count, 0.4) * rng.uniform(0.3, 1), int(start))
    return out


def ventilation(request: Request) -> Signal:
    """A fan: blades at their pace in a stream of air."""
    rng, frames = request.rng, request.frames
    now_s = request.start_s + times_s(frames)
    blades_hz = (70 + 90 * request.intensity) * request.scale(0.7)
    air = shaped_noise(rng, frames, ((40, -6), (150, 0), (500, -3), (1_500, -9), (5_000, -20), (20_000, -42)))
    tone = sum(np.sin(2 * np.pi * blades_hz * n * now_s + n * n) / n for n in (1, 2, 3, 4))
    return air * (1 + 0.15 * np.sin(2 * np.pi * blades_hz / 5 * now_s)) + 0.3 * np.asarray(tone)


def electric_hum(request: Request) -> Signal:
    """A transformer: the mains' even harmonics, and a buzz."""
    frames = request.frames
    now_s = request.start_s + times_s(frames)
    hum = sum(np.sin(2 * np.pi * 100 * n * now_s + n * n) / n ** (1.4 - 0.8 * request.intensity) for n in range(1, 16))
    return np.asarray(hum) + 0.05 * band(noise(request.rng, frames), 1_000, 6_000)


def drone(request: Request) -> Signal:
    """A dark bed: low tones that beat, and slow resonances in wind."""
    rng, frames = request.rng, request.frames
    now_s = request.start_s + times_s(frames)
    base = 49 * request.scale(0.8)
    tones = sum(
        np.sin(2 * np.pi * base * ratio * now_s) * level
        for ratio, level in ((1, 1), (1.004, 0.8), (1.5, 0.4), (2.003, 0.5), (2.997, 0.25), (4.01, 0.15))
    )
    howl = swept(noise(rng, frames), 300 + 250 * wander(rng, frames, 0.2), 14.0)[1]
    air = shaped_noise(rng, frames, ((30, 0), (100, -2), (400, -14), (20_000, -60)))
    return np.asarray(tones) + 0.5 * air + (0.3 + request.intensity) * howl

"""Weapons, machines and fields of worlds that are not: frequency modulation, sweeps and beating tones."""

import numpy as np

from audiostudio.engines.sound_effects.kinds.request import Request
from audiostudio.engines.sound_effects.synthesis import (
    Signal,
    add_at,
    band,
    hump,
    lowpass,
    noise,
    phase,
    resonate,
    saw,
    seconds,
    shaped_noise,
    swept,
    times_s,
    wander,
)


def laser(request: Request) -> Signal:
    """A bolt: a modulated tone that falls fast, with a spark at its head."""
    rng, frames = request.rng, seconds(0.5)
    since_s = times_s(frames)
    hz = (180 + (2_600 + 1_800 * request.intensity) * np.exp(-since_s / 0.07)) * request.scale() * rng.uniform(0.9, 1.1)
    turns = phase(hz, frames)
    index = 2.5 * np.exp(-since_s / 0.1)
    tone = np.sin(2 * np.pi * turns + index * np.sin(2 * np.pi * 1.414 * turns))
    spark = band(noise(rng, frames), 2_000, 12_000) * np.exp(-since_s / 0.012)
    return (tone + 0.3 * saw(0.5 * turns)) * np.exp(-since_s / 0.12) * np.minimum(1, since_s / 0.001) + 0.4 * spark


def power_up(request: Request) -> Signal:
    """Energy gathers: a chord of saws that climbs, faster and faster flutter, then holds."""
    rng, frames = request.rng, request.frames
    share = np.linspace(0, 1, frames)
    hz = 110 * request.scale(0.7) * 2 ** (3 * share**1.5)
    flutter = 0.6 + 0.4 * np.sin(2 * np.pi * phase(4 + 22 * share, frames))
    tones = sum(saw(phase(hz * ratio, frames)) for ratio in (1.0, 1.006, 1.5, 2.0))
    bright = swept(np.asarray(tones), 300 + 7_000 * share**2, 1.8)[0]
    air = shaped_noise(rng, frames, ((1_000, -14), (5_000, 0), (20_000, -10))) * share**3
    return (bright * flutter * (0.3 + 0.7 * share) + 0.15 * air) * np.minimum(1, (1 - share) / 0.06)


def power_down(request: Request) -> Signal:
    """Energy goes: tones that sink and darken."""
    frames = request.frames
    share = np.linspace(0, 1, frames)
    hz = 660 * request.scale(0.7) * 2 ** (-4 * share**0.8)
    tones = sum(saw(phase(hz * ratio, frames)) for ratio in (1.0, 1.008, 0.5))
    return swept(np.asarray(tones), 200 + 5_000 * (1 - share) ** 2, 1.5)[0] * (1 - share) ** 0.8


def teleport(request: Request) -> Signal:
    """A shimmer of many rising tones that closes into one and is gone."""
    rng, frames = request.rng, request.frames
    share = np.linspace(0, 1, frames)
    out = np.zeros(frames)
    for _ in range(14):
        base = 300 * 2 ** rng.uniform(0, 3.2) * request.scale(0.6)
        hz = (
            base
            * 2 ** (1.6 * share**2)
            * (1 + 0.03 * np.sin(2 * np.pi * (6 + 18 * share) * share * frames / 48_000 + rng.uniform(0, 6)))
        )
        out += np.sin(2 * np.pi * phase(hz, frames)) * wander(rng, frames, 12) ** 2 / base**0.3
    sweep = swept(noise(rng, frames), 400 + 7_000 * share**1.5, 4.0)[1]
    return (out + 0.5 * sweep * np.std(out)) * hump(frames, 0.7, 0.8)


def force_field(request: Request) -> Signal:
    """A standing field: beating low tones, hum of transformers and electric crackle."""
    rng, frames = request.rng, request.frames
    now_s = request.start_s + times_s(frames)
    base = 55 * request.scale(0.7)
    hum = sum(
        np.sin(2 * np.pi * base * n * now_s + 0.8 * np.sin(2 * np.pi * 0.37 * n * now_s)) / n**0.8
        for n in (1, 2, 3, 4, 6, 8)
    )
    ring = np.sin(2 * np.pi * 611 * request.scale(0.7) * now_s) * np.sin(2 * np.pi * (base * 2) * now_s)
    arcs = band(noise(rng, frames), 1_500, 9_000) * wander(rng, frames, 45) ** 6
    pulse = 0.75 + 0.25 * np.sin(2 * np.pi * 1.7 * now_s)
    return (np.tanh(hum) + 0.25 * ring) * pulse + (0.2 + 1.2 * request.intensity) * arcs


def robot(request: Request) -> Signal:
    """A small robot talks: blips, sweeps and trills in phrases."""
    rng, frames = request.rng, request.frames
    out = np.zeros(frames)
    at_s = 0.02
    while at_s < frames / 48_000 - 0.05:
        length = seconds(rng.uniform(0.05, 0.22))
        share = np.linspace(0, 1, length)
        start_hz = 500 * 2 ** rng.uniform(0, 2.3) * request.scale(0.7)
        hz = start_hz * 2 ** (rng.uniform(-1.2, 1.2) * share)
        if rng.random() < 0.35:
            hz = hz * np.where(np.sin(2 * np.pi * rng.uniform(18, 40) * times_s(length)) > 0, 1, 1.26)
        turns = phase(hz, length)
        tone = np.sin(2 * np.pi * turns + rng.uniform(0.5, 2.5) * np.sin(2 * np.pi * rng.choice([0.5, 1, 2]) * turns))
        edges = np.minimum(1, np.minimum(share, 1 - share) / 0.08)
        add_at(out, tone * edges, seconds(at_s))
        at_s += length / 48_000 + (
            rng.uniform(0.01, 0.05) if rng.random() < 0.8 else rng.uniform(0.12, 0.3) / (0.5 + request.intensity)
        )
    return out


def spaceship_hum(request: Request) -> Signal:
    """The drive of a great ship, heard through its hull: low tones that beat, air and a slow throb."""
    rng, frames = request.rng, request.frames
    now_s = request.start_s + times_s(frames)
    base = 41 * request.scale(0.8)
    drive = sum(
        np.sin(2 * np.pi * base * ratio * now_s + index) / ratio**0.7
        for index, ratio in enumerate((1.0, 1.012, 2.0, 2.995, 4.02, 6.0))
    )
    air = shaped_noise(rng, frames, ((30, -2), (80, 0), (300, -8), (900, -14), (4_000, -26), (20_000, -50)))
    throb = 0.8 + 0.2 * np.sin(2 * np.pi * 0.8 * now_s)
    whine = np.sin(2 * np.pi * 887 * request.scale(0.8) * now_s) * (0.7 + 0.3 * np.sin(2 * np.pi * 0.23 * now_s))
    return (np.asarray(drive) + 1.1 * air) * throb + 0.05 * (0.5 + request.intensity) * whine


def alien_scanner(request: Request) -> Signal:
    """A device that searches: a tone that sweeps round and round through a narrow band."""
    frames = request.frames
    now_s = request.start_s + times_s(frames)
    pace_hz = 1.2 + 2 * request.intensity
    middle = 900 * request.scale()
    turns = middle * now_s - 0.45 * middle / (2 * np.pi * pace_hz) * np.cos(2 * np.pi * pace_hz * now_s)
    tone = np.sin(2 * np.pi * turns + 1.2 * np.sin(2 * np.pi * 31 * now_s))
    return np.asarray(lowpass(tone, 6_000)) + 0.2 * resonate(tone, (2_400,), (0.01,), (1.0,))


def magic(request: Request) -> Signal:
    """Sparkle: tiny bells that rise in a shower, over a breath of air."""
    rng, frames = request.rng, request.frames
    out = np.zeros(frames)
    bells = round(18 * frames / 48_000 * (0.6 + request.intensity)) + 6
    for number in range(bells):
        share = number / bells
        hz = 1_400 * request.scale(0.5) * 2 ** (1.6 * share + rng.uniform(-0.2, 0.4))
        length = seconds(0.8)
        tone = (
            np.sin(2 * np.pi * hz * times_s(length)) + 0.3 * np.sin(2 * np.pi * 2.76 * hz * times_s(length))
        ) * np.exp(-times_s(length) / 0.18)
        add_at(out, tone * rng.uniform(0.3, 1), seconds(share * 0.8 * frames / 48_000))
    air = swept(noise(rng, frames), 1_500 + 7_000 * np.linspace(0, 1, frames), 2.0)[1] * hump(frames, 0.5)
    return out + 0.6 * air

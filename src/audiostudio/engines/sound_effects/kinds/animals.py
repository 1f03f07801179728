"""Birds, insects, frogs: chirps whose pitch moves, wings and legs that buzz."""

import numpy as np

from audiostudio.engines.sound_effects.kinds.request import Request
from audiostudio.engines.sound_effects.synthesis import (
    Random,
    Signal,
    add_at,
    hump,
    lowpass,
    noise,
    peak_normal,
    pulse_train,
    resonate,
    saw,
    seconds,
    shaped_noise,
    sine,
    spaced_frames,
    times_s,
    wander,
)


def birds(request: Request) -> Signal:
    """A few songbirds, each with phrases of its own that it repeats, and a quiet wood behind."""
    rng, frames = request.rng, request.frames
    out = np.zeros(frames)
    for _ in range(round(2 + 4 * request.intensity)):
        level = 0.25 + 0.75 * rng.random() ** 2
        phrase = _phrase(rng, rng.uniform(2_300, 5_200) * request.scale(0.5))
        for start in spaced_frames(rng, frames, rng.uniform(1.4, 3.2), None, 0.5):
            add_at(out, level * phrase * rng.uniform(0.7, 1.0), start + int(rng.integers(0, 24_000)))
    leaves = shaped_noise(rng, frames, ((100, -10), (400, 0), (2_000, -8), (20_000, -30)))
    return out + 0.012 * leaves


def _phrase(rng: Random, base_hz: float) -> Signal:
    out = np.zeros(seconds(1.5))
    at_s, repeats = 0.0, int(rng.integers(1, 3))
    syllables = [
        (rng.uniform(0.05, 0.16), rng.uniform(-0.4, 0.45), rng.uniform(0.75, 1.35), rng.choice([0.0, 28.0, 45.0]))
        for _ in range(int(rng.integers(2, 5)))
    ]
    for _ in range(repeats):
        for length_s, slide, place, trill_hz in syllables:
            count = seconds(length_s)
            share = np.linspace(0, 1, count)
            hz = base_hz * place * 2 ** (slide * (share - 0.5) + 0.08 * np.sin(2 * np.pi * trill_hz * times_s(count)))
            note = (sine(hz, count) + 0.12 * sine(2 * hz, count)) * hump(count, 0.35)
            add_at(out, note * rng.uniform(0.6, 1), seconds(at_s))
            at_s += length_s + rng.uniform(0.01, 0.06)
    return out


def crickets(request: Request) -> Signal:
    """Chirps of three or four pulses near 4.5 kHz, many insects of slightly different pitch and pace."""
    rng, frames = request.rng, request.frames
    out = np.zeros(frames)
    since_s = times_s(frames)
    for _ in range(round(3 + 7 * request.intensity)):
        hz = rng.uniform(4_000, 5_200) * request.scale(0.3)
        pace_hz, pulses_hz, level = rng.uniform(1.6, 3.2), rng.uniform(24, 34), 0.2 + rng.random() ** 2
        within = (since_s * pace_hz + rng.random()) % 1
        pulses = np.maximum(0, np.sin(2 * np.pi * pulses_hz * (within / pace_hz))) ** 1.5
        out += level * sine(hz * (1 + 0.004 * wander(rng, frames, 3, -1, 1)), frames) * pulses * (within < 0.45)
    night = shaped_noise(rng, frames, ((80, -6), (300, 0), (2_000, -16), (5_000, -12), (20_000, -30)))
    return out + 0.03 * night


def crow(request: Request) -> Signal:
    """A recorded crow, each call at a pitch and a moment of its own."""
    rng, frames = request.rng, request.frames
    recording = np.asarray(request.samples("misc_crow").mean(axis=0), float)
    out = np.zeros(frames)
    gap_s = len(recording) / 48_000 + 1.2 - request.intensity
    for start in spaced_frames(rng, frames, gap_s, request.count):
        pace = request.scale(0.35) * rng.uniform(0.93, 1.07)
        places = np.arange(0, len(recording) - 1, pace)
        add_at(out, np.interp(places, np.arange(len(recording)), recording) * rng.uniform(0.7, 1), start)
    return out


def frogs(request: Request) -> Signal:
    """Croaks: a train of pulses from the throat through the resonances of the vocal sac."""
    rng, frames = request.rng, request.frames
    out = np.zeros(frames)
    for _ in range(round(1 + 4 * request.intensity)):
        pitch = request.scale() * rng.uniform(0.8, 1.25)
        level, gap_s = 0.3 + 0.7 * rng.random(), rng.uniform(0.9, 1.8)
        for start in spaced_frames(rng, frames, gap_s, request.count, 0.4):
            count = seconds(rng.uniform(0.25, 0.45))
            share = np.linspace(0, 1, count)
            throat = pulse_train(np.cumsum((38 + 40 * share) * pitch) / 48_000, 0.12) + 0.15 * noise(rng, count)
            croak = resonate(throat, (420 * pitch, 980 * pitch, 2_250 * pitch), (0.006, 0.004, 0.002), (1, 0.8, 0.4))
            add_at(out, level * peak_normal(croak) * hump(count, 0.6), start + int(rng.integers(0, 30_000)))
    return out


def bees(request: Request) -> Signal:
    """Wings at about 230 beats a second that come near and go, with all their harmonics."""
    rng, frames = request.rng, request.frames
    out = np.zeros(frames)
    for _ in range(round(1 + 6 * request.intensity)):
        pitch = request.scale(0.8)
        hz = 215 * pitch * rng.uniform(0.9, 1.15) * (1 + 0.12 * wander(rng, frames, 3.5, -1, 1))
        hz = hz * (1 + 0.04 * wander(rng, frames, 30, -1, 1))
        turns = np.cumsum(hz) / 48_000 + rng.random()
        wings = saw(turns) + 0.6 * np.sin(2 * np.pi * turns) + 0.35 * np.sin(4 * np.pi * turns + 1)
        near = wander(rng, frames, 0.7, 0.05, 1.0) ** 2
        out += near * (
            resonate(wings, (460, 1_150, 2_600), (0.002, 0.001, 0.0006), (0.7, 0.6, 0.5))
            + 0.35 * wings
            + 0.8 * np.maximum(0, wings) ** 3 * lowpass(noise(rng, frames), 3_500 * pitch)
        )
    return out + 0.02 * noise(rng, frames) * np.abs(out)


def owl(request: Request) -> Signal:
    """Hoots: a pure low tone with breath, a long one and then three short."""
    rng, frames = request.rng, request.frames
    out = np.zeros(frames)
    for start in spaced_frames(rng, frames, 3.5, request.count):
        at_s = 0.0
        for length_s in (0.55, 0.18, 0.16, 0.6):
            count = seconds(length_s)
            share = np.linspace(0, 1, count)
            hz = (
                390
                * request.scale(0.5)
                * (1 + 0.06 * np.sin(np.pi * share) + 0.006 * np.sin(2 * np.pi * 14 * times_s(count)))
            )
            breath = resonate(noise(rng, count), (400 * request.scale(0.5),), (0.01,), (0.2,))
            hoot = (sine(hz, count) + 0.1 * sine(2 * hz, count) + 0.05 * sine(3 * hz, count) + breath) * hump(
                count, 0.4
            )
            add_at(out, hoot, start + seconds(at_s))
            at_s += length_s + rng.uniform(0.08, 0.2)
    return out


def dog(request: Request) -> Signal:
    """Barks: a rough voice that jumps up and falls, through an opening and closing mouth."""
    rng, frames = request.rng, request.frames
    out = np.zeros(frames)
    for start in spaced_frames(rng, frames, 0.75 - 0.35 * request.intensity, request.count or None, 0.35):
        count = seconds(rng.uniform(0.16, 0.24))
        share = np.linspace(0, 1, count)
        pitch = request.scale() * rng.uniform(0.92, 1.08)
        hz = 430 * pitch * (0.7 + 0.6 * np.sin(np.pi * share**0.6)) * (1 + 0.08 * wander(rng, count, 90, -1, 1))
        voice = saw(np.cumsum(hz) / 48_000) + 0.7 * noise(rng, count)
        bark = resonate(voice, (750 * pitch, 1_350 * pitch, 2_900 * pitch), (0.003, 0.002, 0.001), (1, 0.8, 0.35))
        add_at(out, peak_normal(bark) * hump(count, 0.25), start)
    return out

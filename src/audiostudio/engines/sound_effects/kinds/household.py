"""Doors, clocks and small machines of a house."""

import numpy as np

from audiostudio.engines.sound_effects.kinds.impacts import BODIES, strike
from audiostudio.engines.sound_effects.kinds.request import Request
from audiostudio.engines.sound_effects.synthesis import (
    Random,
    Signal,
    add_at,
    band,
    decay,
    hump,
    modes,
    noise,
    peak_normal,
    pulse_train,
    resonate,
    rms_normal,
    seconds,
    shaped_noise,
    spaced_frames,
    swept,
    times_s,
    wander,
)

# Modes of a door leaf: the panel's, in Hz, how long they ring, and their share.
_DOORS = {
    "wood": ((92, 148, 231, 318, 446, 690, 1_120), 0.035, (1, 0.9, 0.8, 0.6, 0.45, 0.3, 0.15)),
    "metal": ((118, 187, 301, 466, 713, 1_190, 2_050, 3_300), 0.16, (1, 0.9, 0.9, 0.8, 0.7, 0.5, 0.4, 0.25)),
    "glass": ((210, 390, 720, 1_350, 2_600), 0.05, (0.8, 1, 0.8, 0.6, 0.4)),
}


def _panel(rng: Random, request: Request, frames: int, hardness: float) -> Signal:
    hz, ring_s, shares = _DOORS[request.material]
    tuned = np.array(hz, float) * request.scale(0.7) * rng.uniform(0.97, 1.03, len(hz))
    gains = np.array(shares) * rng.uniform(0.7, 1.2, len(hz)) * (0.6 + hardness) ** np.arange(len(hz)).clip(0, 3)
    return modes(frames, tuned, ring_s * (200 / tuned) ** 0.35, gains)


def door_knock(request: Request) -> Signal:
    """Knuckles on a door, in groups of three unless a number is asked."""
    rng, out = request.rng, np.zeros(request.frames)
    count = request.count or 3
    for number, start in enumerate(spaced_frames(rng, request.frames, 0.3 - 0.1 * request.intensity, count, 0.12)):
        length = seconds(0.3)
        knuckle = shaped_noise(rng, length, ((200, -8), (900, 0), (2_600, -6), (20_000, -36))) * decay(length, 0.005)
        blow = peak_normal(_panel(rng, request, length, request.intensity)) + 0.28 * peak_normal(knuckle)
        add_at(out, blow * (0.85 + 0.15 * rng.random()) * (1.0 if number else 0.9), start)
    return out


def door_creak(request: Request) -> Signal:
    """A hinge that sticks and slips: pulses at a pace that follows the leaf's turning, through the panel's modes."""
    rng, frames = request.rng, request.frames
    share = np.linspace(0, 1, frames)
    turning = (0.25 + wander(rng, frames, 1.6, 0.0, 1.0)) * hump(frames, 0.45, 0.4)
    pace_hz = (35 + 210 * turning) * request.scale(0.6) * (1 + 0.12 * wander(rng, frames, 13, -1, 1))
    turns = np.cumsum(pace_hz) / 48_000
    jitter = turns + 0.12 * wander(rng, frames, 40, -1, 1)
    slips = pulse_train(jitter, 0.14) - 0.07
    grain = slips + 0.2 * noise(rng, frames) * slips
    tones = tuple(request.scale(0.5) * hz for hz in (310, 540, 870, 1_260, 1_730, 2_480, 3_600))
    rung = resonate(grain, tones, (0.012, 0.014, 0.012, 0.01, 0.008, 0.006, 0.004), (0.5, 0.8, 1, 1, 0.8, 0.6, 0.4))
    loud = (turning**0.7) * np.minimum(1, share / 0.03) * np.minimum(1, (1 - share) / 0.05)
    return rung * loud + 0.004 * rms_normal(band(noise(rng, frames), 300, 3_000)) * loud


def door_close(request: Request) -> Signal:
    """The leaf meets its frame, the air, and the latch a moment later."""
    rng, frames = request.rng, seconds(0.9)
    slam = 0.35 + 0.65 * request.intensity
    out = peak_normal(_panel(rng, request, frames, slam)) * decay(frames, 0.12, 0.001)
    thump = modes(frames, np.array([58.0, 83.0, 124.0]), np.array([0.09, 0.07, 0.05]), np.array([1, 0.8, 0.5]))
    air = shaped_noise(rng, frames, ((60, -4), (150, 0), (500, -1), (1_500, -6), (6_000, -18), (20_000, -36)))
    slap = air * decay(frames, 0.05)
    latch = strike(rng, BODIES["metal"], seconds(0.08), 0.9, 3.0) * 0.25
    out += 0.5 * slam * thump + 0.8 * slap
    add_at(out, latch, seconds(0.012))
    add_at(out, 0.6 * latch, seconds(0.055 + 0.02 * rng.random()))
    return out


def lock(request: Request) -> Signal:
    """A key turns: pins, then the bolt."""
    rng, out = request.rng, np.zeros(seconds(1.1))
    for at_s, level, scale in (
        (0.02, 0.3, 4.5),
        (0.09, 0.25, 5.0),
        (0.2, 0.3, 4.2),
        (0.52, 1.0, 2.2),
        (0.57, 0.5, 2.8),
    ):
        piece = strike(rng, BODIES["metal"], seconds(0.07), 0.9, scale * request.scale(0.4) * rng.uniform(0.94, 1.06))
        add_at(out, piece * np.exp(-times_s(len(piece)) / 0.012) * level, seconds(at_s + 0.01 * rng.random()))
    return out


def clock_tick(request: Request) -> Signal:
    """An escapement: tick and tock, a click of the pallet and the case it is in."""
    rng, frames = request.rng, request.frames
    pair = [_tick(rng, request.scale(0.5) * tone) for tone in (1.0, 0.82)]
    out = np.zeros(frames)
    first = int(np.ceil(request.start_s / 0.5))
    for number in range(first, first + int(frames / 24_000) + 2):
        add_at(out, pair[number % 2], seconds(number * 0.5 - request.start_s))
    return out


def _tick(rng: Random, scale: float) -> Signal:
    length = seconds(0.12)
    click = shaped_noise(rng, length, ((900, -12), (3_200, 0), (7_000, -3), (20_000, -16))) * decay(
        length, 0.0016, 0.0002
    )
    wheels = modes(
        length, np.array([1_850.0, 3_140, 4_480, 6_300]) * scale, np.array([0.006, 0.005, 0.004, 0.003]), np.ones(4)
    )
    case = modes(length, np.array([310.0, 520]) * scale, np.array([0.018, 0.012]), np.array([0.3, 0.2]))
    out = peak_normal(click) + 0.6 * peak_normal(wheels) + case
    add_at(out, 0.35 * (peak_normal(click) + 0.5 * peak_normal(wheels))[: seconds(0.09)], seconds(0.021))
    return out


def keyboard_typing(request: Request) -> Signal:
    """Keys in the rhythm of words: each goes down with a clack and comes up softer."""
    rng, frames = request.rng, request.frames
    out = np.zeros(frames)
    at_s, left = 0.03, int(rng.integers(3, 9))
    while at_s < frames / 48_000:
        tone = request.scale(0.4) * rng.uniform(0.88, 1.12) * (0.7 if left == 0 else 1.0)
        for delay_s, level in ((0.0, 1.0), (rng.uniform(0.06, 0.11), 0.4)):
            length = seconds(0.05)
            clack = strike(rng, BODIES["plastic"], length, 0.9, 4.2 * tone) + 0.5 * strike(
                rng, BODIES["plastic"], length, 0.2, 0.9 * tone
            )
            add_at(out, clack * level * rng.uniform(0.5, 1.0), seconds(at_s + delay_s))
        left -= 1
        at_s += rng.uniform(0.08, 0.19) * (1.5 - request.intensity)
        if left < 0:
            left = int(rng.integers(3, 9))
            at_s += rng.uniform(0.05, 0.35)
    return out


def light_switch(request: Request) -> Signal:
    """A lever that snaps over: the spring, then the stop."""
    rng, out = request.rng, np.zeros(seconds(0.25))
    for at_s, level, scale in ((0.005, 0.35, 5.0), (0.022, 1.0, 3.2)):
        piece = strike(rng, BODIES["plastic"], seconds(0.06), 0.9, scale * request.scale(0.5))
        add_at(out, level * piece, seconds(at_s))
    return out


def camera_shutter(request: Request) -> Signal:
    """Mirror up, curtain, mirror down, and a motor that winds."""
    rng, out = request.rng, np.zeros(seconds(0.55))
    for at_s, level in ((0.01, 0.8), (0.028, 0.5), (0.1, 1.0), (0.118, 0.45)):
        piece = strike(rng, BODIES["metal"], seconds(0.06), 0.95, rng.uniform(3, 5) * request.scale(0.4))
        flap = shaped_noise(rng, len(piece), ((300, -8), (1_800, 0), (7_000, -4), (20_000, -18))) * decay(
            len(piece), 0.008
        )
        add_at(out, level * (0.4 * piece * np.exp(-times_s(len(piece)) / 0.01) + 0.5 * flap), seconds(at_s))
    wind = band(noise(rng, len(out)), 1_500, 5_000) * (times_s(len(out)) > 0.15) * decay(len(out), 0.12) * 0.04
    return out + wind


def kettle(request: Request) -> Signal:
    """Water that boils, and the whistle that rises with the steam."""
    rng, frames = request.rng, request.frames
    boil = shaped_noise(rng, frames, ((60, -6), (180, 0), (500, -4), (1_500, -14), (20_000, -44)))
    boil *= wander(rng, frames, 11, 0.5, 1.0)
    steam = shaped_noise(rng, frames, ((1_000, -20), (4_000, 0), (9_000, -3), (20_000, -16)))
    strong = np.clip(np.linspace(0.2, 1.6, frames) if request.start_s == 0 else np.ones(frames), 0, 1)
    hz = 2_350 * request.scale(0.4) * (0.93 + 0.07 * strong) * (1 + 0.003 * wander(rng, frames, 9, -1, 1))
    tone = np.sin(2 * np.pi * np.cumsum(hz) / 48_000) + 0.3 * np.sin(4 * np.pi * np.cumsum(hz) / 48_000)
    breath = swept(noise(rng, frames), hz, 30.0)[1]
    whistle = (tone * (0.8 + 0.2 * wander(rng, frames, 18)) + 2 * breath) * strong**2
    return 0.35 * boil + 0.12 * steam * strong + (0.2 + 0.6 * request.intensity) * whistle


def paper(request: Request) -> Signal:
    """A page is turned or crumpled: many small creases."""
    rng, frames = request.rng, seconds(0.8)
    rub = shaped_noise(rng, frames, ((300, -18), (1_500, -4), (5_000, 0), (11_000, -4), (20_000, -16)))
    creases = wander(rng, frames, 90, 0, 1) ** 4 * hump(frames, 0.4, 0.7)
    return rub * (creases + 0.12 * hump(frames, 0.5)) * (0.5 + request.intensity)

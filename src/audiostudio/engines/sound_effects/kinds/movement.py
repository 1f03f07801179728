"""Feet, cloth and things that fly through the air."""

from dataclasses import dataclass

import numpy as np

from audiostudio.engines.sound_effects.kinds.impacts import BODIES, strike
from audiostudio.engines.sound_effects.kinds.request import Request
from audiostudio.engines.sound_effects.synthesis import (
    Random,
    Signal,
    add_at,
    add_bursts,
    burst_seed,
    chance_times,
    decay,
    hump,
    noise,
    peak_normal,
    seconds,
    shaped_noise,
    spaced_frames,
    swept,
    times_s,
    wander,
)


@dataclass(frozen=True)
class Ground:
    """A ground as feet hear it (after Cook's PhISEM and Farnell's walker).

    Attributes:
        grains: how many grains move in a step; none on a hard floor.
        low_hz, high_hz: between what frequencies they sound.
        grain_s: how long each does.
        body: what rings under the heel, and its scale; none on loose ground.
        thump: how much of the step is the low push of the ground.
    """

    grains: float
    low_hz: float
    high_hz: float
    grain_s: float
    body: tuple[str, float] | None
    thump: float


_GROUNDS = {
    "wood": Ground(0, 500, 3_000, 0.002, ("wood", 0.75), 0.7),
    "concrete": Ground(12, 2_000, 8_000, 0.0012, ("concrete", 1.5), 0.25),
    "gravel": Ground(150, 1_200, 7_500, 0.0035, None, 0.2),
    "snow": Ground(420, 700, 4_200, 0.0022, None, 0.25),
    "grass": Ground(160, 1_800, 9_000, 0.0018, None, 0.2),
    "leaves": Ground(260, 2_200, 11_000, 0.0025, None, 0.12),
    "sand": Ground(380, 1_500, 9_000, 0.0012, None, 0.3),
    "metal": Ground(0, 900, 5_000, 0.002, ("metal", 0.55), 0.3),
    "tile": Ground(4, 2_500, 9_000, 0.001, ("stone", 1.6), 0.15),
    "water": Ground(90, 700, 5_000, 0.006, None, 0.5),
    "dirt": Ground(110, 500, 3_800, 0.0028, None, 0.6),
}


def footsteps(request: Request) -> Signal:
    """Steps in a walker's pace: heel, then the roll over the ball of the foot, on one of eleven grounds."""
    rng, frames = request.rng, request.frames
    out = np.zeros(frames)
    gap_s = 0.72 - 0.42 * request.intensity
    for number, start in enumerate(spaced_frames(rng, frames, gap_s, request.count, 0.05)):
        side = 1.0 if number % 2 else 0.88
        add_at(out, _step(rng, _GROUNDS[request.material], request) * side * rng.uniform(0.85, 1.0), start)
    return out


def _step(rng: Random, ground: Ground, request: Request) -> Signal:
    frames = seconds(0.42)
    since_s = times_s(frames)
    ball_s = 0.13 - 0.06 * request.intensity
    weight = np.exp(-(((since_s - 0.018) / 0.02) ** 2)) + 0.75 * np.exp(-(((since_s - ball_s) / 0.045) ** 2))
    out = np.zeros(frames)
    if ground.grains:
        starts = chance_times(rng, frames, ground.grains * weight / 0.11)
        count = len(starts)
        hz = np.exp(rng.uniform(np.log(ground.low_hz), np.log(ground.high_hz), count)) * request.scale(0.4)
        loud = rng.pareto(2.0, count).clip(0, 6) * weight[starts]
        wide = hz * rng.uniform(0.3, 1.2, count)
        add_bursts(out, starts, hz, wide, ground.grain_s * rng.uniform(0.4, 1.6, count), 0.3 * loud, burst_seed(rng))
        out = peak_normal(out)
    if ground.body:
        name, scale = ground.body
        for at_s, level, hardness in ((0.012, 1.0, 0.55), (ball_s, 0.4, 0.15)):
            struck = strike(rng, BODIES[name], seconds(0.25), hardness, scale * request.scale(0.5))
            damped = struck * np.exp(-times_s(len(struck)) / 0.05)
            add_at(out, level * (0.6 if ground.grains else 1.0) * damped, seconds(at_s))
    push = shaped_noise(rng, frames, ((40, -3), (110, 0), (320, -8), (1_200, -24), (20_000, -60))) * weight
    return out + (0.25 + ground.thump) * peak_normal(push)


def whoosh(request: Request) -> Signal:
    """Something passes fast: air whose pitch and level rise and fall (an Aeolian tone smeared by turbulence)."""
    rng = request.rng
    frames = seconds(0.35 + 0.9 * request.size)
    near = hump(frames, 0.45, 1.6)
    hz = (220 + (500 + 900 * request.intensity) * near) * request.scale(0.6)
    air = swept(noise(rng, frames), hz, 2.4)[1]
    edge = swept(noise(rng, frames), 2.6 * hz, 3.5)[1]
    low = shaped_noise(rng, frames, ((50, -3), (160, 0), (500, -9), (20_000, -44)))
    return (air + 0.12 * edge * near + 0.06 * low) * near


def cloth(request: Request) -> Signal:
    """Fabric that moves and rubs: soft noise in folds."""
    rng, frames = request.rng, request.frames
    rub = shaped_noise(rng, frames, ((120, -10), (500, -2), (1_800, 0), (5_000, -6), (12_000, -16), (20_000, -28)))
    folds = wander(rng, frames, 3.5) ** 2 * (0.3 + 0.7 * wander(rng, frames, 28) ** 2)
    flap = shaped_noise(rng, frames, ((60, -2), (200, 0), (700, -12), (20_000, -50))) * wander(rng, frames, 6) ** 3
    return rub * folds + (0.2 + 0.8 * request.intensity) * flap


def wing_flaps(request: Request) -> Signal:
    """Wings that beat: soft claps of air in a quick row."""
    rng, frames = request.rng, request.frames
    out = np.zeros(frames)
    gap_s = 0.12 * 2 ** (2 * (request.size - 0.5)) * (1.3 - 0.6 * request.intensity)
    for start in spaced_frames(rng, frames, gap_s, request.count, 0.12):
        length = seconds(0.075)
        clap = shaped_noise(rng, length, ((80, -5), (350, 0), (1_500, -7), (5_000, -15), (20_000, -34)))
        add_at(out, clap * hump(length, 0.22, 1.3) * rng.uniform(0.6, 1), start)
    return out


def arrow(request: Request) -> Signal:
    """A bowstring, the shaft's flight and its arrival."""
    rng, out = request.rng, np.zeros(seconds(1.0))
    string = strike(rng, BODIES["wood"], seconds(0.2), 0.4, 0.7) * decay(seconds(0.2), 0.04)
    add_at(out, 0.8 * string, 0)
    flight = seconds(0.4)
    air = swept(noise(rng, flight), np.linspace(2_600, 1_500, flight) * request.scale(0.5), 2.5)[1] * hump(flight, 0.3)
    add_at(out, 0.5 * air, seconds(0.03))
    add_at(out, strike(rng, BODIES["wood"], seconds(0.4), 0.3 + 0.6 * request.intensity, 1.1), seconds(0.44))
    return out

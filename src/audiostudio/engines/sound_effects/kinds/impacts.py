"""Bodies that are struck: a contact that is the harder the brighter, and the modes it sets ringing."""

from dataclasses import dataclass

import numpy as np

from audiostudio.engines.sound_effects.kinds.request import Request
from audiostudio.engines.sound_effects.synthesis import (
    Random,
    Signal,
    add_at,
    add_bursts,
    add_rings,
    burst_seed,
    chance_times,
    decay,
    lowpass,
    modes,
    noise,
    peak_normal,
    seconds,
    shaped_noise,
    spaced_frames,
    swept,
    times_s,
)


@dataclass(frozen=True)
class Body:
    """A material as it rings.

    Attributes:
        lowest_hz: mode of a body of middle size.
        ratios: further modes to the lowest.
        ring_s: how long the lowest rings; a mode's time falls with its frequency by ``loss``.
        loss: exponent of that; wood loses its high modes at once, metal keeps them.
        contact_s: how long the blow lasts.
    """

    lowest_hz: float
    ratios: tuple[float, ...]
    ring_s: float
    loss: float
    contact_s: float


# Ratios of bars, plates and shells after Fletcher and Rossing (1998); a free bar has 1, 2.76, 5.4, 8.93, 13.3.
BODIES = {
    "wood": Body(210, (1, 1.55, 2.15, 2.9, 3.6, 4.7, 6.1, 8.2), 0.055, 0.9, 0.0012),
    "metal": Body(390, (1, 1.51, 2.32, 2.76, 3.41, 4.2, 5.4, 6.63, 8.93, 11.3, 13.34), 0.9, 0.45, 0.0002),
    "glass": Body(1_450, (1, 1.73, 2.32, 3.1, 4.25, 5.0, 6.63, 8.1), 0.35, 0.5, 0.0001),
    "stone": Body(620, (1, 1.62, 2.44, 3.2, 4.5, 6.2), 0.02, 0.7, 0.0004),
    "plastic": Body(480, (1, 1.7, 2.5, 3.6, 5.2), 0.022, 1.0, 0.0009),
    "flesh": Body(85, (1, 1.6, 2.4), 0.03, 1.2, 0.004),
    "concrete": Body(330, (1, 1.5, 2.3, 3.3, 5.1), 0.012, 0.8, 0.0008),
}


def strike(rng: Random, body: Body, frames: int, hardness: float, scale: float) -> Signal:
    """Return one blow on a body, peak 1: its modes and the noise of the contact."""
    ratios = np.array(body.ratios)
    hz = body.lowest_hz * scale * ratios * rng.uniform(0.985, 1.015, len(ratios))
    ring_s = body.ring_s * ratios**-body.loss * rng.uniform(0.8, 1.2, len(ratios)) / scale**0.5
    bright = np.exp(-ratios * (0.45 - 0.35 * hardness))
    rung = modes(frames, hz, ring_s, bright * rng.uniform(0.4, 1.0, len(ratios)))
    contact = noise(rng, frames) * np.exp(-times_s(frames) / body.contact_s / 3)
    contact = lowpass(contact, min(20_000.0, 1_200 / body.contact_s / 1_000 * (1 + 2 * hardness)), 1)
    return peak_normal(peak_normal(rung) + (0.25 + 0.5 * hardness) * peak_normal(contact))


def hit(request: Request) -> Signal:
    """One blow on something solid."""
    body, frames = BODIES[request.material], seconds(0.8)
    struck = strike(request.rng, body, frames, request.intensity, request.scale())
    thump = modes(frames, np.array([62.0, 104.0]) * request.scale(), np.array([0.05, 0.03]), np.array([1.0, 0.6]))
    return struck + (0.3 + 0.5 * request.size) * thump


def punch(request: Request) -> Signal:
    """A fist: cloth, the slap of skin and the thud of the body behind."""
    rng, frames = request.rng, seconds(0.35)
    since_s = times_s(frames)
    thud_hz = (70 + 130 * np.exp(-since_s / 0.018)) * request.scale(0.6)
    thud = np.sin(2 * np.pi * np.cumsum(thud_hz) / 48_000) * decay(frames, 0.045, 0.002)
    slap = shaped_noise(rng, frames, ((150, -6), (600, 0), (1_800, -3), (5_000, -14), (20_000, -34)))
    snap = shaped_noise(rng, frames, ((1_000, -12), (3_000, 0), (20_000, -16))) * np.exp(-since_s / 0.004)
    return 0.6 * thud + 0.9 * slap * decay(frames, 0.03, 0.001) + (0.1 + 0.4 * request.intensity) * snap


def crash(request: Request) -> Signal:
    """Things that fall and break: metal, wood and glass in a heap, thinning out."""
    rng, frames = request.rng, seconds(1.6 + 1.4 * request.size)
    since_s = times_s(frames)
    heap = shaped_noise(rng, frames, ((30, 0), (70, -2), (250, -4), (1_200, -7), (6_000, -10), (20_000, -20)))
    out = 0.6 * heap * (decay(frames, 0.09, 0.002) + 0.5 * decay(frames, 0.4, 0.01))
    for start in chance_times(rng, frames, (20 + 60 * request.intensity) * np.exp(-since_s / 0.4)):
        body = BODIES[str(rng.choice(["metal", "metal", "wood", "glass", "stone"]))]
        piece = strike(rng, body, seconds(0.5), 0.8, request.scale() * rng.uniform(0.6, 2.2))
        add_at(out, piece * 0.5 * np.exp(-start / 48_000 / 0.6) * rng.random(), int(start))
    return out


def glass_break(request: Request) -> Signal:
    """A pane: the crack, then shards that ring as they fly and fall, ever smaller and rarer."""
    rng, frames = request.rng, seconds(1.1 + 1.0 * request.size)
    since_s = times_s(frames)
    crack = shaped_noise(rng, frames, ((300, -16), (1_500, -4), (5_000, 0), (12_000, -3), (20_000, -9)))
    out = 0.8 * crack * decay(frames, 0.022, 0.0003)
    rate = 420 * (0.4 + request.intensity) * np.exp(-since_s / 0.09) + 55 * np.exp(-((since_s - 0.35) ** 2) / 0.09)
    starts = chance_times(rng, frames, rate)
    pieces = np.repeat(starts, 4)
    count = len(pieces)
    lowest = np.repeat(np.exp(rng.normal(np.log(3_600 * request.scale(0.5)), 0.45, len(starts))), 4)
    hz = lowest * np.tile([1.0, 1.73, 2.32, 3.4], len(starts)) * rng.uniform(0.95, 1.05, count)
    level = np.repeat(rng.random(len(starts)) ** 2 * np.exp(-starts / 48_000 / 0.5), 4) * rng.uniform(0.2, 1, count)
    add_rings(out, pieces, hz, np.zeros(count), rng.uniform(0.008, 0.09, count) * (4_000 / hz) ** 0.5, 0.28 * level)
    ticks = len(starts)
    add_bursts(
        out,
        starts,
        rng.uniform(4_000, 12_000, ticks),
        np.full(ticks, 6_000.0),
        rng.uniform(0.0008, 0.004, ticks),
        0.25 * rng.random(ticks) * np.exp(-starts / 48_000 / 0.5),
        burst_seed(rng),
    )
    return out


def wood_knock(request: Request) -> Signal:
    """A block or a table, knocked on."""
    rng = request.rng
    out = np.zeros(request.frames)
    for start in spaced_frames(rng, request.frames, 0.6, request.count or 1):
        piece = strike(rng, BODIES["wood"], seconds(0.4), 0.3 + 0.5 * request.intensity, 1.9 * request.scale())
        add_at(out, piece * rng.uniform(0.8, 1), start)
    return out


def metal_clang(request: Request) -> Signal:
    """A pipe or an anvil: many close modes that beat, the high ones first to go."""
    rng, frames = request.rng, seconds(1.5 + 2.0 * request.size)
    body = BODIES["metal"]
    first = strike(rng, body, frames, 0.5 + 0.5 * request.intensity, 1.5 * request.scale())
    second = strike(rng, body, frames, 0.8, 1.52 * request.scale())
    hz = 2_100 * request.scale(0.7) * np.cumprod(np.full(14, 1.13)) * rng.uniform(0.97, 1.03, 14)
    shell = modes(frames, hz, 0.7 * (2_100 / hz) ** 0.6, rng.uniform(0.3, 1, 14))
    return 0.7 * first + 0.4 * second + 0.8 * peak_normal(shell)


def sword(request: Request) -> Signal:
    """Blade on blade: a scrape that ends in the ring of thin steel."""
    rng, frames = request.rng, seconds(1.4)
    since_s = times_s(frames)
    hz = np.array([1_720, 2_610, 3_890, 5_260, 6_900, 8_800, 11_200]) * request.scale(0.4) * rng.uniform(0.98, 1.02, 7)
    ring = modes(frames, hz, np.linspace(0.5, 0.12, 7), np.array([0.4, 1, 0.8, 0.7, 0.5, 0.4, 0.3]))
    scrape = swept(noise(rng, frames), 3_000 + 5_000 * np.minimum(1, since_s / 0.12), 3.0)[1] * np.exp(-since_s / 0.06)
    return peak_normal(ring) + (0.3 + request.intensity) * peak_normal(scrape)


def thud(request: Request) -> Signal:
    """Something heavy and soft falls."""
    rng, frames = request.rng, seconds(0.9)
    since_s = times_s(frames)
    hz = (42 + 60 * np.exp(-since_s / 0.03)) * request.scale(0.8)
    low = np.sin(2 * np.pi * np.cumsum(hz) / 48_000) * decay(frames, 0.11, 0.004)
    ground = shaped_noise(rng, frames, ((40, -2), (140, 0), (500, -9), (2_000, -22), (20_000, -50)))
    rattle = shaped_noise(rng, frames, ((400, -6), (1_200, 0), (20_000, -30))) * decay(frames, 0.03, 0.002)
    return low + 0.7 * ground * decay(frames, 0.09, 0.003) + (0.15 + 0.2 * request.intensity) * rattle

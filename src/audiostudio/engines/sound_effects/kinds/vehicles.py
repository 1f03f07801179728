"""Engines and machines: pulses at a pace, through pipes and housings, and what rolls and flies by."""

import numpy as np
from numpy.typing import NDArray

from audiostudio.engines.sound_effects.kinds.request import Request
from audiostudio.engines.sound_effects.synthesis import (
    Random,
    Signal,
    add_at,
    add_bursts,
    band,
    burst_seed,
    decay,
    highpass,
    lowpass,
    modes,
    noise,
    pulse_train,
    resonate,
    rms_normal,
    saw,
    seconds,
    shaped_noise,
    swept,
    times_s,
    wander,
)

_SOUND_M_S = 343.0


def engine(request: Request) -> Signal:
    """Four cylinders: each fires in turn and none quite like the next; exhaust, intake and the block."""
    return _motor(request.rng, request.frames, (13 + 55 * request.intensity) * request.scale(0.8), request.start_s)


def _motor(rng: Random, frames: int, cycles_hz: float | Signal, start_s: float = 0.0) -> Signal:
    """Return an engine whose cycle (two turns of the crank) runs at a pace, constant or a curve."""
    steady = np.full(frames, cycles_hz) if isinstance(cycles_hz, float | int) else cycles_hz
    unrest = 1 + 0.012 * wander(rng, frames, 7, -1, 1)
    turns = start_s * float(steady[0]) + np.cumsum(steady * unrest) / 48_000
    fires = np.zeros(frames)
    for cylinder, strength in enumerate((1.0, 0.82, 0.93, 0.78)):
        fires += strength * pulse_train(turns + cylinder / 4, 0.09)
    fires += 0.12 * noise(rng, frames) * fires
    pipe = resonate(
        fires - np.mean(fires), (62, 118, 187, 290, 460), (0.02, 0.014, 0.01, 0.008, 0.005), (1, 1, 0.8, 0.6, 0.4)
    )
    block = resonate(fires, (640, 1_150, 1_900, 3_100), (0.003, 0.002, 0.0015, 0.001), (0.5, 0.4, 0.3, 0.2))
    hiss = band(noise(rng, frames), 800, 6_000) * (0.3 + fires)
    return rms_normal(pipe) + 0.5 * rms_normal(block) + 0.12 * rms_normal(hiss)


def _passing(frames: int, speed_m_s: float, nearest_m: float) -> tuple[Signal, Signal]:
    """Return the Doppler factor and the gain of something that drives by, nearest in the middle."""
    along_m = speed_m_s * (times_s(frames) - frames / 96_000)
    distance_m = np.hypot(along_m, nearest_m)
    return 1 / (1 + speed_m_s * along_m / distance_m / _SOUND_M_S), nearest_m / distance_m


def car_passing(request: Request) -> Signal:
    """A car drives by: tyres on the road louder than its engine, pitch falling as it passes."""
    rng, frames = request.rng, request.frames
    speed = 10 + 25 * request.intensity
    doppler, near = _passing(frames, speed, 5.0)
    road = shaped_noise(rng, frames, ((40, -8), (120, -3), (700, 0), (1_300, -1), (3_500, -12), (20_000, -38)))
    road = swept(road, 1_200 + 9_000 * near**1.5, 0.7)[0]
    motor = _motor(rng, frames, (22 + 20 * request.intensity) * request.scale(0.5) * doppler)
    wind = shaped_noise(rng, frames, ((60, -4), (200, 0), (900, -8), (20_000, -40)))
    return (rms_normal(road) + 0.45 * motor + 0.3 * wind * near) * near


def train(request: Request) -> Signal:
    """A train on jointed rails: wheels knock in pairs, everything rumbles and hisses."""
    rng, frames = request.rng, request.frames
    rumble = shaped_noise(rng, frames, ((30, -3), (80, 0), (250, -5), (900, -10), (3_000, -20), (20_000, -44)))
    rolling = shaped_noise(rng, frames, ((300, -12), (900, 0), (2_200, -2), (6_000, -14), (20_000, -34)))
    out = rumble + 0.4 * rolling * wander(rng, frames, 5, 0.6, 1)
    period_s = 1.5 - 0.8 * request.intensity
    knock = _knock(rng, request.scale(0.5))
    first = int(np.floor(request.start_s / period_s))
    for number in range(first, first + int(frames / 48_000 / period_s) + 2):
        for late_s, level in ((0.0, 1.0), (0.13, 0.85), (0.45 * period_s, 0.7), (0.45 * period_s + 0.13, 0.6)):
            add_at(out, 2.6 * level * knock, seconds(number * period_s + late_s - request.start_s))
    squeal = resonate(noise(rng, frames), (2_900, 4_350), (0.05, 0.04), (1, 0.7)) * wander(rng, frames, 0.7) ** 4
    return out + 0.25 * squeal


def _knock(rng: Random, scale: float) -> Signal:
    length = seconds(0.25)
    low = modes(
        length,
        np.array([74.0, 131, 268, 520]) * scale,
        np.array([0.05, 0.04, 0.03, 0.02]),
        np.array([1, 0.9, 0.6, 0.4]),
    )
    click = shaped_noise(rng, length, ((500, -6), (1_500, 0), (5_000, -10), (20_000, -30))) * decay(length, 0.012)
    return low + 0.25 * click


def aircraft(request: Request) -> Signal:
    """A jet flies over: the roar of its exhaust, the whine of its fan before, comb-filtered by the ground."""
    rng, frames = request.rng, request.frames
    doppler, near = _passing(frames, 90.0, 140.0)
    share = np.linspace(-1, 1, frames)
    roar = shaped_noise(rng, frames, ((30, -3), (90, 0), (300, -3), (1_000, -9), (4_000, -20), (20_000, -46)))
    roar = roar * (0.35 + 0.65 / (1 + np.exp(-6 * (share + 0.1)))) * wander(rng, frames, 9, 0.6, 1.0)
    hiss = swept(noise(rng, frames), 900 + 4_500 * near, 0.6)[1]
    blade_hz = 1_450 * request.scale(0.6) * doppler
    whine = sum(np.sin(2 * np.pi * np.cumsum(blade_hz * part) / 48_000) / part for part in (1.0, 1.31, 2.0))
    whine = whine / (1 + np.exp(8 * share))
    out = rms_normal(roar) + 0.5 * rms_normal(hiss) * near + 0.12 * whine
    return _ground(out, frames) * near**1.2


def _ground(signal: Signal, frames: int) -> Signal:
    late = (0.0012 + 0.004 * np.abs(np.linspace(-1, 1, frames))) * 48_000
    place = np.arange(frames) - late
    return signal + 0.5 * np.interp(place, np.arange(frames), signal, left=0.0)


def helicopter(request: Request) -> Signal:
    """Rotor blades slap at their pace, turbine and tail rotor whine."""
    rng, frames = request.rng, request.frames
    pace_hz = 11.5 * request.scale(0.6) * (0.9 + 0.25 * request.intensity)
    turns = request.start_s * pace_hz + np.cumsum(pace_hz * (1 + 0.01 * wander(rng, frames, 0.8, -1, 1))) / 48_000
    blade = pulse_train(turns, 0.34)
    chop = shaped_noise(rng, frames, ((40, -2), (120, 0), (500, -4), (1_600, -10), (6_000, -22), (20_000, -44)))
    slap = resonate(np.diff(pulse_train(turns, 0.06), prepend=0.0), (85, 140), (0.012, 0.01), (1, 0.7))
    turbine = np.sin(2 * np.pi * (request.start_s + times_s(frames)) * 2_140) + 0.5 * noise(rng, frames)
    tail = np.sin(2 * np.pi * 5.1 * turns) + 0.6 * np.sin(2 * np.pi * 10.2 * turns)
    wash = shaped_noise(rng, frames, ((60, -2), (250, 0), (1_500, -8), (20_000, -30)))
    return chop * blade**1.3 + 0.7 * rms_normal(slap) + 0.2 * wash + 0.03 * band(turbine, 1_500, 6_000) + 0.1 * tail


def drill(request: Request) -> Signal:
    """An electric motor and its gears, which sink under load."""
    rng, frames = request.rng, request.frames
    share = np.linspace(0, 1, frames)
    spin = np.minimum(1, share * frames / 48_000 / 0.25) * np.minimum(1, (1 - share) * frames / 48_000 / 0.3 + 0.05)
    load = wander(rng, frames, 2.0, 0.0, 1.0) * (0.3 + 0.7 * request.intensity)
    hz = 210 * request.scale() * spin * (1 - 0.18 * load) * (1 + 0.01 * wander(rng, frames, 30, -1, 1))
    turns = np.cumsum(hz) / 48_000
    gears = saw(6 * turns) * 0.6 + saw(turns) + 0.5 * np.sin(2 * np.pi * 17 * turns)
    brush = band(noise(rng, frames), 2_000, 9_000) * (0.3 + 0.3 * np.sin(4 * np.pi * turns))
    grind = shaped_noise(rng, frames, ((400, -6), (1_500, 0), (5_000, -6), (20_000, -24))) * load
    body = resonate(gears, (480, 1_250, 2_400, 3_900), (0.002, 0.002, 0.001, 0.001), (1, 1, 0.8, 0.5))
    return np.asarray((0.4 * gears + rms_normal(body) + 0.4 * brush + 0.7 * grind) * spin)


def servo(request: Request) -> Signal:
    """A small motor moves an arm and stops: a whine with gears, up and down."""
    rng, frames = request.rng, request.frames
    share = np.linspace(0, 1, frames)
    spin = np.minimum(np.minimum(1, share / 0.12), np.minimum(1, (1 - share) / 0.15)) ** 0.7
    hz = 300 * request.scale() * (0.35 + 0.65 * spin) * (0.8 + 0.6 * request.intensity)
    turns = np.cumsum(hz) / 48_000
    whine = saw(turns) + 0.7 * np.sin(2 * np.pi * 3 * turns) + 0.5 * saw(7 * turns) * wander(rng, frames, 40, 0.4, 1)
    whine = resonate(whine, (620, 1_700, 3_300), (0.003, 0.002, 0.001), (0.8, 1, 0.6))
    return rms_normal(whine) * spin + 0.08 * highpass(noise(rng, frames), 2_000) * spin


def horn(request: Request) -> Signal:
    """A car's two-tone horn: reeds a third apart through a bell."""
    rng, frames = request.rng, request.frames
    since_s = request.start_s + times_s(frames)
    reeds = sum(saw(since_s * hz * request.scale(0.6) * rng.uniform(0.995, 1.005)) for hz in (405.0, 508.0))
    loud = resonate(np.asarray(reeds), (900, 1_700, 2_900), (0.002, 0.0015, 0.001), (0.8, 1, 0.7)) + 0.5 * reeds
    return lowpass(loud, 7_000) * np.minimum(1, times_s(frames) / 0.02) * np.minimum(1, times_s(frames)[::-1] / 0.03)


def tyre_skid(request: Request) -> Signal:
    """Rubber that sticks and slips: squealing tones that wander, over rubbed noise."""
    rng, frames = request.rng, request.frames
    rub = shaped_noise(rng, frames, ((200, -10), (900, 0), (3_000, -6), (20_000, -28)))
    out = 0.5 * rub
    for base_hz in (690.0, 870.0, 1_180.0):
        hz = (
            base_hz
            * request.scale(0.5)
            * (1 + 0.09 * wander(rng, frames, 5, -1, 1) + 0.01 * wander(rng, frames, 80, -1, 1))
        )
        out += swept(noise(rng, frames), hz, 45.0)[1] * 3 * wander(rng, frames, 4, 0.2, 1)
        out += 0.4 * saw(np.cumsum(hz) / 48_000) * wander(rng, frames, 6, 0, 1) ** 2
    length_s = frames / 48_000
    return out * np.minimum(1, times_s(frames) / 0.06) * np.minimum(1, (length_s - times_s(frames)) / (0.3 * length_s))


def bicycle_bell(request: Request) -> Signal:
    """A small bell struck in a quick row by its clapper."""
    rng, frames = request.rng, seconds(1.6)
    out = np.zeros(frames)
    hz: NDArray[np.float64] = np.array([2_350.0, 4_120, 6_350, 8_900]) * request.scale(0.4)
    for start in range(0, seconds(0.5), seconds(0.045)):
        add_at(out, modes(seconds(1.0), hz, np.array([0.35, 0.2, 0.12, 0.06]), np.array([1, 0.6, 0.4, 0.2])), start)
    ticks = np.arange(0, seconds(0.5), seconds(0.045))
    add_bursts(
        out,
        ticks,
        np.full(len(ticks), 6_000.0),
        np.full(len(ticks), 4_000.0),
        np.full(len(ticks), 0.001),
        np.full(len(ticks), 0.4),
        burst_seed(rng),
    )
    return out

"""Instruments with random settings, and random changes of sounds: variety that a SoundFont lacks."""

import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, lfilter, resample_poly, sosfilt

Sound = NDArray[np.float32]


def procedural_drums(frames: int, sample_rate_hz: int, rng: np.random.Generator) -> Sound:
    """Return a drum machine with random sounds and rhythm, ``(2, frames)``."""
    step = round(sample_rate_hz * 60 / rng.uniform(70, 170) / 4)
    kit = [
        (_kick(sample_rate_hz, rng), 1.0, np.array([0, 4, 8, 12]) if rng.random() < 0.4 else rng.integers(0, 16, 4)),
        (_snare(sample_rate_hz, rng), rng.uniform(0.4, 1.0), np.array([4, 12])),
        (_hat(sample_rate_hz, rng, 0.03), rng.uniform(0.15, 0.5), np.arange(0, 16, int(rng.integers(1, 4)))),
        (_hat(sample_rate_hz, rng, 0.3), rng.uniform(0.1, 0.4), rng.integers(0, 16, 2)),
        (_kick(sample_rate_hz, rng, tom=True), rng.uniform(0.2, 0.7), rng.integers(0, 16, int(rng.integers(0, 3)))),
    ]
    sound = np.zeros((2, frames))
    for hit, level, steps in kit:
        pan = rng.uniform(-0.4, 0.4)
        sides = np.array([[1 - pan], [1 + pan]])
        for bar in range(frames // (16 * step) + 1):
            for at in np.unique(steps):
                start = (bar * 16 + int(at)) * step + int(rng.normal(0, 60)) * (at > 0)
                length = min(hit.size, frames - start)
                if length > 0 and rng.random() < 0.93:
                    sound[:, start : start + length] += sides * level * rng.uniform(0.6, 1) * hit[:length]
    return sound.astype(np.float32)


def _kick(rate_hz: int, rng: np.random.Generator, *, tom: bool = False) -> NDArray[np.float64]:
    t = np.arange(round(rate_hz * rng.uniform(0.15, 0.6))) / rate_hz
    low_hz = rng.uniform(80, 220) if tom else rng.uniform(38, 70)
    sweep_hz = low_hz * (1 + rng.uniform(0.3, 5) * np.exp(-t / rng.uniform(0.01, 0.05)))
    body = np.sin(2 * np.pi * np.cumsum(sweep_hz) / rate_hz) * np.exp(-t * rng.uniform(5, 12) / t[-1] / 2)
    click = rng.standard_normal(t.size) * np.exp(-t / 0.003) * rng.uniform(0, 0.5)
    return np.tanh(rng.uniform(0.5, 3) * (body + click))


def _snare(rate_hz: int, rng: np.random.Generator) -> NDArray[np.float64]:
    t = np.arange(round(rate_hz * rng.uniform(0.1, 0.35))) / rate_hz
    hz = rng.uniform(140, 280)
    body = np.sin(2 * np.pi * hz * t) + 0.5 * np.sin(2 * np.pi * 1.6 * hz * t)
    band = (rng.uniform(300, 1500), rng.uniform(5_000, 15_000))
    noise = sosfilt(butter(2, band, "band", fs=rate_hz, output="sos"), rng.standard_normal(t.size))
    return rng.uniform(0, 0.8) * body * np.exp(-t / rng.uniform(0.02, 0.08)) + noise * np.exp(-6 * t / t[-1])


def _hat(rate_hz: int, rng: np.random.Generator, decay_s: float) -> NDArray[np.float64]:
    decay_s *= rng.uniform(0.6, 2.5)
    t = np.arange(round(rate_hz * decay_s * 4)) / rate_hz
    metal = sum(np.sign(np.sin(2 * np.pi * hz * t)) for hz in rng.uniform(2_000, 9_000, 6))
    source = rng.uniform(0, 0.4) * metal + rng.standard_normal(t.size)
    return sosfilt(butter(2, rng.uniform(3_000, 9_000), "high", fs=rate_hz, output="sos"), source) * np.exp(
        -t / decay_s
    )


def procedural_bass(frames: int, sample_rate_hz: int, rng: np.random.Generator) -> Sound:
    """Return a synthesised bass line with a random sound, mono as ``(2, frames)``."""
    sound = np.zeros(frames)
    step = round(sample_rate_hz * 60 / rng.uniform(70, 170) / 4)
    partials = np.arange(1, 40)
    slope = rng.uniform(0.7, 2.2)
    weights = partials**-slope * np.where(partials % 2 == 0, rng.choice([0.05, 0.5, 1]), 1)
    decay_s, damping = rng.uniform(0.1, 1.5), rng.uniform(0, 0.5)
    root, at = int(rng.integers(28, 40)), 0
    while at < frames:
        length = min(step * int(rng.choice([1, 2, 2, 3, 4, 8])), frames - at)
        if rng.random() < 0.85:
            hz = 440 * 2 ** ((root + int(rng.choice([0, 0, 0, 3, 5, 7, 10, 12])) - 69) / 12)
            sound[at : at + length] += _note(hz, length, weights, decay_s, damping, 0.008, sample_rate_hz, rng)
        at += length
        if rng.random() < 0.06:
            root = int(rng.integers(28, 40))
    return np.repeat(sound[None], 2, axis=0).astype(np.float32)


def procedural_chords(frames: int, sample_rate_hz: int, rng: np.random.Generator) -> Sound:
    """Return one or two synthesised instruments with random sounds that play chords or lines, ``(2, frames)``."""
    sound = np.zeros((2, frames))
    step = round(sample_rate_hz * 60 / rng.uniform(70, 170) / 4)
    for _ in range(int(rng.integers(1, 3))):
        partials = np.arange(1, 25)
        weights = partials ** -rng.uniform(0.6, 2.5) * rng.uniform(0.2, 1, partials.size)
        decay_s, damping, attack_s = rng.uniform(0.15, 4), rng.uniform(0, 0.4), rng.choice([0.004, 0.03, 0.2])
        lengths = rng.choice([1, 2, 4, 8, 16], 3)
        voices, at = int(rng.choice([1, 3, 4])), 0
        pan = rng.uniform(-0.6, 0.6)
        while at < frames:
            length = min(step * int(rng.choice(lengths)), frames - at)
            if rng.random() < 0.8:
                for midi in rng.choice(np.arange(48, 86), voices, replace=False):
                    hz = 440 * 2 ** ((midi - 69) / 12)
                    note = _note(hz, length, weights, decay_s, damping, attack_s, sample_rate_hz, rng)
                    sound[:, at : at + length] += np.array([[1 - pan], [1 + pan]]) * note
            at += length
    return sound.astype(np.float32)


def _note(
    hz: float,
    length: int,
    weights: NDArray[np.float64],
    decay_s: float,
    damping: float,
    attack_s: float,
    rate_hz: int,
    rng: np.random.Generator,
) -> NDArray[np.float64]:
    """Return harmonics that decay the faster the higher they are."""
    t = np.arange(length) / rate_hz
    note = np.zeros(length)
    for number, weight in enumerate(weights[: int(16_000 / hz)], 1):
        rate = (1 + damping * (number - 1)) / decay_s
        note += weight * np.exp(-rate * t) * np.sin(2 * np.pi * number * hz * t + rng.uniform(0, 6.3))
    release = np.clip((t[-1] - t) / 0.02, 0, 1) if length else t
    return note * np.clip(t / attack_s, 0, 1) * release * rng.uniform(0.6, 1)


def changed(sound: Sound, stem: str, sample_rate_hz: int, rng: np.random.Generator) -> Sound:
    """Return a sound with, by chance, another pitch (drums), drive, filter and side."""
    frames = sound.shape[1]
    if stem == "drums" and rng.random() < 0.6:
        down = int(rng.integers(82, 124))
        sound = resample_poly(sound, 100, down, axis=1)[:, :frames]
        sound = np.pad(sound, ((0, 0), (0, frames - sound.shape[1])), mode="wrap")
    level = sound.std() + 1e-9
    if rng.random() < 0.4:
        drive = rng.uniform(0.5, 6) if stem != "other" else rng.uniform(0.3, 3)
        sound = np.tanh(drive * sound / (3 * level))
    if rng.random() < 0.25:
        kind = rng.choice(["low", "high"])
        cut_hz = {"bass": rng.uniform(300, 3_000), "drums": rng.uniform(3_000, 12_000)}.get(
            stem, rng.uniform(1_500, 9_000)
        )
        if kind == "high":
            cut_hz = {"bass": 35.0, "drums": rng.uniform(30, 80)}.get(stem, rng.uniform(60, 300))
        sound = sosfilt(butter(1, cut_hz, kind, fs=sample_rate_hz, output="sos"), sound, axis=1)
    if rng.random() < 0.3:
        depth, slow = rng.uniform(0.2, 0.7), lfilter([1e-4], [1, -(1 - 1e-4)], np.abs(sound).max(axis=0))
        sound = sound / (slow + 0.3 * level) ** depth  # a compressor's pumping
    return (sound * (level / (sound.std() + 1e-9))).astype(np.float32)

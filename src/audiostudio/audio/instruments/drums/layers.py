"""Makes the sounds that electronic drum kits are layered of: recordings filtered, driven and shortened, and sweeps."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import soxr
from numpy.typing import NDArray

from audiostudio.audio.dsp.biquad import BiquadCascade
from audiostudio.audio.dsp.equalizer import high_pass, low_pass
from audiostudio.audio.instruments.drums.one_shots import OneShots
from audiostudio.audio.instruments.performance import SAMPLE_RATE_HZ
from audiostudio.audio.types import Audio

Kind = Literal["font", "sample", "sweep"]

# What is as much quieter than the loudest is not yet the sound, and what is, no longer.
_SILENCE_DB, _ENDED_DB = -40.0, -80.0
_KEPT_FRAMES = 12
_OVERSAMPLING = 4
_FADE_FRAMES = 480
# Sides quieter than the middle by so much are not worth a second voice.
_NARROW_DB = -30.0


@dataclass(frozen=True)
class DrumLayer:
    """One of the sounds that a drum is made of.

    Attributes:
        kind: a key of a kit of the SoundFont, a recording, or a sine that falls.
        source: ``program/key``, ``*`` being the key that is played; the recording's name; or ``start-end/time`` in Hz
            and seconds.
        level_db: of its peak, under full scale; of the SoundFont's keys on top of their own level.
        semitones: by how much it is tuned.
        decay_s: time in which it is made to fall by 60 dB; ``None`` leaves it as it is.
        drive_db: level into a saturator; 0 for none.
        high_pass_hz, low_pass_hz: what it is filtered to; ``None`` for none.
        pan: -1 left to 1 right; ``None`` keeps the place it was recorded at.
    """

    kind: Kind
    source: str
    level_db: float
    semitones: float = 0.0
    decay_s: float | None = None
    drive_db: float = 0.0
    high_pass_hz: float | None = None
    low_pass_hz: float | None = None
    pan: float | None = None


def layer_sound(layer: DrumLayer, one_shots: OneShots) -> Audio:
    """Return a recording or a sweep as the layer says, ``(channels, frames)``, one or two, its peak at 1.

    Raises:
        AudioError: ``sample_unknown``, ``samples_unreadable``.
    """
    sound = _sweep(layer) if layer.kind == "sweep" else _tuned(one_shots.sound(layer.source), layer.semitones)
    sound = _narrowed(_trimmed(sound))
    for edge_hz, design in ((layer.high_pass_hz, high_pass), (layer.low_pass_hz, low_pass)):
        if edge_hz is not None:
            sound = BiquadCascade(design(edge_hz, SAMPLE_RATE_HZ), len(sound)).process(sound)
    sound = _normalised(sound)
    if layer.drive_db:
        sound = _normalised(_driven(sound, layer.drive_db))
    if layer.decay_s is not None and layer.kind != "sweep":
        sound = sound * _decay(sound.shape[1], layer.decay_s)
    return _ended(sound)


def _tuned(sound: Audio, semitones: float) -> Audio:
    if not semitones:
        return sound
    tuned = soxr.resample(sound.T, SAMPLE_RATE_HZ * 2 ** (semitones / 12), SAMPLE_RATE_HZ, quality="VHQ")
    return np.ascontiguousarray(tuned.T, np.float32)


def _sweep(layer: DrumLayer) -> Audio:
    """Return a sine whose frequency falls exponentially, as of a struck skin."""
    span, _, time = layer.source.partition("/")
    start_hz, end_hz = (float(edge) * 2 ** (layer.semitones / 12) for edge in span.split("-"))
    decay_s = layer.decay_s or 0.3
    frames = int(decay_s * 1.4 * SAMPLE_RATE_HZ)
    seconds = np.arange(frames) / SAMPLE_RATE_HZ
    fall_s = float(time)
    cycles = end_hz * seconds + (start_hz - end_hz) * fall_s * (1 - np.exp(-seconds / fall_s))
    return (np.sin(2 * np.pi * cycles) * _decay(frames, decay_s))[None].astype(np.float32)


def _decay(frames: int, decay_s: float) -> NDArray[np.float32]:
    return np.asarray(10 ** (-3 * np.arange(frames) / (decay_s * SAMPLE_RATE_HZ)), np.float32)


def _trimmed(sound: Audio) -> Audio:
    """Return a sound from its first audible frame on."""
    loudness = np.abs(sound).max(axis=0)
    audible = np.flatnonzero(loudness > loudness.max() * 10 ** (_SILENCE_DB / 20))
    return sound[:, max(0, int(audible[0]) - _KEPT_FRAMES) :] if len(audible) else sound


def _ended(sound: Audio) -> Audio:
    """Return a sound up to where it is silent, faded out there."""
    loudness = np.abs(sound).max(axis=0)
    audible = np.flatnonzero(loudness > 10 ** (_ENDED_DB / 20))
    sound = sound[:, : int(audible[-1]) + 1].copy() if len(audible) else sound.copy()
    fade = min(_FADE_FRAMES, sound.shape[1])
    sound[:, sound.shape[1] - fade :] *= np.linspace(1, 0, fade, dtype=np.float32)
    return sound


def _narrowed(sound: Audio) -> Audio:
    if len(sound) == 1:
        return sound
    middle, side = sound.mean(axis=0), (sound[0] - sound[1]) / 2
    is_narrow = np.sum(side**2) < np.sum(middle**2) * 10 ** (_NARROW_DB / 10)
    return middle[None] if is_narrow else sound


def _normalised(sound: Audio) -> Audio:
    peak = np.abs(sound).max(initial=0)
    return sound / peak if peak else sound


def _driven(sound: Audio, drive_db: float) -> Audio:
    """Return a sound saturated, at a multiple of the rate so that the products do not fold back."""
    fast = soxr.resample(sound.T, SAMPLE_RATE_HZ, _OVERSAMPLING * SAMPLE_RATE_HZ, quality="HQ")
    driven = soxr.resample(
        np.tanh(fast * np.float32(10 ** (drive_db / 20))), _OVERSAMPLING * SAMPLE_RATE_HZ, SAMPLE_RATE_HZ, quality="HQ"
    )
    return np.ascontiguousarray(driven.T[:, : sound.shape[1]], np.float32)

"""Test signals of EBU Tech 3341 and 3342, synthesised from their definitions, and meters that are not ours."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyebur128
import soundfile
from numpy.typing import NDArray
from scipy.signal import butter, firwin, lfilter, sosfilt, welch

from audiostudio.audio.types import Audio


def tones(rate_hz: int, parts: Sequence[tuple[float, float | None]], channels: int = 2) -> Audio:
    """Return 1 kHz in phase on all channels: parts of so many seconds at a peak level in dBFS (None is silence)."""
    frames = [round(seconds * rate_hz) for seconds, _ in parts]
    levels = [0.0 if level is None else 10 ** (level / 20) for _, level in parts]
    sine = np.sin(2 * np.pi * 1000 * np.arange(sum(frames)) / rate_hz)
    return np.tile((sine * np.repeat(levels, frames)).astype(np.float32), (channels, 1))


def surround_tone(rate_hz: int) -> Audio:
    """Return case 6: L and R at -28 dBFS, C at -24, Ls and Rs at -30, for 20 s."""
    tone = tones(rate_hz, [(20, 0.0)], channels=1)[0]
    return np.stack([tone * np.float32(10 ** (level / 20)) for level in (-28, -28, -24, -30, -30)])


def sine(rate_hz: int, divisor: float, amplitude: float, phase_degrees: float) -> Audio:
    """Return a second of stereo sine at ``rate_hz / divisor`` (cases 15 to 19).

    It is faded in and out: an abrupt edge has a higher true peak of its own.
    """
    time = np.arange(rate_hz)
    fade = np.minimum(1, np.minimum(time, time[::-1]) / (0.05 * rate_hz))
    wave = amplitude * np.sin(2 * np.pi * time / divisor + np.radians(phase_degrees))
    return np.tile((fade * wave).astype(np.float32), (2, 1))


def hidden_peak(rate_hz: int, offset: int) -> Audio:
    """Return cases 20 to 23: a peak of 0 dBTP made at four times the rate, which falls between the samples kept.

    A sine of a sixth of the rate at half amplitude holds one period at full amplitude; it is band-limited, scaled to a
    peak of 1, and every fourth sample from ``offset`` on is kept.
    """
    time = np.arange(4 * rate_hz)
    wave = 0.5 * np.sin(2 * np.pi * time / 24)
    middle = 2 * rate_hz // 24 * 24
    wave[middle : middle + 24] *= 2
    wave = lfilter(firwin(801, 0.9 / 4), 1, wave)
    return np.tile((wave / np.abs(wave).max())[offset::4].astype(np.float32), (2, 1))


@dataclass(frozen=True)
class Reading:
    """What libebur128 reads."""

    integrated_lufs: float
    range_lu: float
    true_peak_dbtp: float


def libebur128(audio: Audio, rate_hz: int) -> Reading:
    """Measure ``(channels, frames)`` by libebur128, which shares no code with the product."""
    mode = pyebur128.MeasurementMode
    state = pyebur128.R128State(audio.shape[0], rate_hz, mode.MODE_I | mode.MODE_LRA | mode.MODE_TRUE_PEAK)
    state.add_frames(np.ascontiguousarray(audio.T, np.float64).reshape(-1), audio.shape[1])
    peak = max(pyebur128.get_true_peak(state, channel) for channel in range(audio.shape[0]))
    with np.errstate(divide="ignore"):
        return Reading(
            pyebur128.get_loudness_global(state), pyebur128.get_loudness_range(state), float(20 * np.log10(peak))
        )


def drums_and_bass(rate_hz: int, seconds: float, seed: int = 1) -> Audio:
    """Return something like music: a bass line, decaying noise hits, a chord that differs left and right."""
    random = np.random.default_rng(seed)
    frames = int(seconds * rate_hz)
    time = np.arange(frames) / rate_hz
    notes = 55 * 2 ** (random.integers(0, 12, int(seconds * 2) + 1) / 12)
    bass = np.sin(2 * np.pi * np.cumsum(notes[(time * 2).astype(int)]) / rate_hz)
    # Instruments and converters leave little in the last octave; meters differ widely on noise that reaches the top.
    noise = lfilter(firwin(63, 0.7), 1, random.standard_normal((2, frames)))
    hits = noise * np.exp(-((time % 0.5) * 25))
    chord = np.stack([np.sin(2 * np.pi * f * time) + np.sin(2 * np.pi * (f * 1.5 + 1) * time) for f in (330, 392)])
    swell = 0.6 + 0.4 * np.sin(2 * np.pi * time / 7)
    return ((0.25 * bass + 0.25 * hits + 0.06 * chord) * swell).astype(np.float32)


def continuous_programme(rate_hz: int, seconds: float) -> Audio:
    """Return a sustained chord that fades by 6 dB: cut anywhere, it is in mid-sound, and a step has nowhere to hide."""
    time = np.arange(round(seconds * rate_hz)) / rate_hz
    parts = [(55, 0.3), (110, 1), (164.81, 2), (220, 0.5), (277.18, 1.1), (329.63, 0.2)]
    chord = 0.08 * sum(np.sin(2 * np.pi * hz * time + phase) for hz, phase in parts)
    right = 0.9 * chord + 0.016 * np.sin(2 * np.pi * 440 * time)
    return (np.stack([chord, right]) * np.linspace(1, 0.5, len(time))).astype(np.float32)


def step_at_seam_db(before: Sequence[Audio], after: Sequence[Audio], rate_hz: int) -> float:
    """Return by how much the peak above 2 kHz in the 10 ms at a seam exceeds the highest in the second around it."""
    seam = sum(part.shape[1] for part in before)
    joined = np.concatenate([*before, *after], axis=1)
    treble = np.abs(sosfilt(butter(4, 2000, "high", fs=rate_hz, output="sos"), joined)).max(axis=0)
    near, far = rate_hz // 100, rate_hz // 2
    around = max(treble[seam - far : seam - near].max(), treble[seam + 2 * near : seam + far].max())
    return float(20 * np.log10(treble[seam - near // 10 : seam + near].max() / around))


def write(path: Path, audio: Audio, rate_hz: int, subtype: str = "FLOAT") -> Path:
    soundfile.write(path, audio.T, rate_hz, subtype=subtype)
    return path


def third_octaves(audio: Audio, rate_hz: int, part: str = "mid") -> NDArray[np.float64]:
    """Return a spectrum in thirds of an octave from 50 Hz to 12.5 kHz by scipy's Welch, its mean at 0 dB."""
    signal = audio[0] + audio[1] if part == "mid" else audio[0] - audio[1]
    hz, density = welch(signal, rate_hz, nperseg=16_384)
    centres = 1000 * 2.0 ** (np.arange(-13, 12) / 3)
    edges = [(hz >= c * 2 ** (-1 / 6)) & (hz < c * 2 ** (1 / 6)) for c in centres]
    levels = 10 * np.log10([density[inside].mean() + 1e-20 for inside in edges])
    return levels - levels.mean()


def gap(one: tuple[Audio, int], other: tuple[Audio, int]) -> float:
    """Return how far two spectra in thirds of an octave lie apart on average, in dB."""
    return float(np.abs(third_octaves(*one) - third_octaves(*other)).mean())

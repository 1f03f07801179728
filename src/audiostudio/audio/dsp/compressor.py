"""Compression that keeps the stereo image: one gain for all channels, over the whole band or in three."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from audiostudio.audio.dsp.biquad import Audio, BiquadCascade
from audiostudio.audio.dsp.equalizer import all_pass, high_pass, low_pass
from audiostudio.audio.dsp.gain import GainRider

# Long enough to read a level rather than a waveform, short enough to leave attack times their meaning.
_RMS_SECONDS = 0.005


@dataclass(frozen=True)
class CompressorSettings:
    """A soft-knee compressor.

    Attributes:
        threshold_db: RMS level in dB relative to full scale above which gain falls.
        ratio: change in level per change that comes out, above the knee.
        knee_db: width of the bend around the threshold.
        attack_ms: time constant of falling gain.
        release_ms: time constant of rising gain.
        reason: why a preset has it so.
    """

    threshold_db: float
    ratio: float
    knee_db: float
    attack_ms: float
    release_ms: float
    reason: str = ""


@njit(cache=True, nogil=True)
def _gains(powers, threshold, slope, knee, smoothing, attack, release, state, out):  # type: ignore[no-untyped-def]
    power, reduction, deepest = state
    for k in range(powers.shape[0]):
        power += (powers[k] - power) * smoothing
        over = 10.0 * np.log10(power + 1e-12) - threshold
        if over <= -knee / 2:
            wanted = 0.0
        elif over < knee / 2:
            wanted = slope * (over + knee / 2) ** 2 / (2 * knee)
        else:
            wanted = slope * over
        reduction += (wanted - reduction) * (attack if wanted > reduction else release)
        if reduction < 1e-9:
            reduction = 0.0
        deepest = max(deepest, reduction)
        out[k] = 10.0 ** (-reduction / 20.0)
    state[0] = power if power > 1e-30 else 0.0
    state[1] = reduction
    state[2] = deepest


class Compressor(GainRider):
    """A feed-forward, stereo-linked compressor over a stream.

    Gain computer and smoothing after Giannoulis, Massberg and Reiss, "Digital Dynamic Range Compressor Design: A
    Tutorial and Analysis", JAES 60 (2012).

    Args:
        settings: what it does.
        sample_rate_hz: rate of the stream.
        channels: how many channels it has.
    """

    def __init__(self, settings: CompressorSettings, sample_rate_hz: int, channels: int) -> None:
        super().__init__(sample_rate_hz, channels)
        self._settings = settings
        self._state = np.zeros(3)

    @property
    def max_gain_reduction_db(self) -> float:
        """The most the level was lowered so far, in dB, as a positive number."""
        return float(self._state[2])

    def gains(self, powers: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the linear gain at the end of each step, given its mean square."""
        settings = self._settings
        seconds = (_RMS_SECONDS, settings.attack_ms / 1000, settings.release_ms / 1000)
        smoothing, attack, release = (1 - np.exp(-1 / (t * self.nodes_per_second)) for t in seconds)
        out = np.empty(len(powers))
        slope = 1 - 1 / settings.ratio
        _gains(powers, settings.threshold_db, slope, settings.knee_db, smoothing, attack, release, self._state, out)
        return out


class MultibandCompressor:
    """Three compressors behind a fourth-order Linkwitz-Riley crossover, whose bands sum to an all-pass.

    After Linkwitz, "Active Crossover Networks for Noncoincident Drivers", JAES 24 (1976). The low band passes the
    upper crossover's all-pass too, so that all three stay in phase.

    Args:
        bands: settings for low, middle and high.
        crossovers_hz: the two frequencies between them.
        sample_rate_hz: rate of the stream.
        channels: how many channels it has.
    """

    def __init__(
        self,
        bands: Sequence[CompressorSettings],
        crossovers_hz: tuple[float, float],
        sample_rate_hz: int,
        channels: int,
    ) -> None:
        lower, upper = (min(f, 0.45 * sample_rate_hz) for f in crossovers_hz)
        lows, above = low_pass(lower, sample_rate_hz), high_pass(lower, sample_rate_hz)
        mids, highs = low_pass(upper, sample_rate_hz), high_pass(upper, sample_rate_hz)
        self._low = BiquadCascade(np.concatenate([lows, lows, all_pass(upper, sample_rate_hz)]), channels)
        self._above = BiquadCascade(np.concatenate([above, above]), channels)
        self._mid = BiquadCascade(np.concatenate([mids, mids]), channels)
        self._high = BiquadCascade(np.concatenate([highs, highs]), channels)
        self._compressors = [Compressor(settings, sample_rate_hz, channels) for settings in bands]

    @property
    def max_gain_reduction_db(self) -> tuple[float, ...]:
        """The most each band was lowered so far, in dB, as positive numbers."""
        return tuple(compressor.max_gain_reduction_db for compressor in self._compressors)

    def process(self, audio: Audio) -> Audio:
        """Take the next ``(channels, frames)`` block and return what is ready."""
        above = self._above.process(audio)
        bands = (self._low.process(audio), self._mid.process(above), self._high.process(above))
        low, mid, high = (c.process(band) for c, band in zip(self._compressors, bands, strict=True))
        low += mid
        low += high
        return low

    def finish(self) -> Audio:
        """Return the frames still held back."""
        low, mid, high = (compressor.finish() for compressor in self._compressors)
        summed: Audio = low + mid + high
        return summed

"""How loud a programme is: the meter of ITU-R BS.1770-5 and EBU R 128, streaming and for whole arrays."""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numba import njit
from numpy.typing import NDArray

from audiostudio.audio.dsp.biquad import Audio, Sections

MOMENTARY_SECONDS = 0.4
SHORT_TERM_SECONDS = 3.0
_BINS_PER_SECOND = 100
_MOMENTARY_BINS = 40
_SHORT_TERM_BINS = 300
# Gating blocks overlap by 75 % (BS.1770); EBU Tech 3342 lets the range be sampled at the same 10 Hz.
_STEP_BINS = 10
_ABSOLUTE_GATE_LUFS = -70.0
_INTEGRATED_GATE_LU = -10.0
_RANGE_GATE_LU = -20.0

# BS.1770-5 Table 3, in the order of WAVE: the LFE channel does not count, surrounds count 1.5 dB more.
_CHANNEL_WEIGHTS = {
    1: (1.0,),
    2: (1.0, 1.0),
    3: (1.0, 1.0, 1.0),
    4: (1.0, 1.0, 1.41, 1.41),
    5: (1.0, 1.0, 1.0, 1.41, 1.41),
    6: (1.0, 1.0, 1.0, 0.0, 1.41, 1.41),
}


@dataclass(frozen=True)
class Loudness:
    """What the meter reads of a programme; ``-inf`` where nothing passes the gates or the programme is too short.

    Attributes:
        integrated_lufs: gated loudness of the whole programme.
        range_lu: loudness range of EBU Tech 3342.
        max_momentary_lufs: the loudest 400 ms.
        max_short_term_lufs: the loudest 3 s.
    """

    integrated_lufs: float
    range_lu: float
    max_momentary_lufs: float
    max_short_term_lufs: float


def k_weighting(sample_rate_hz: float) -> Sections:
    """Return the two sections of the K-weighting at ``sample_rate_hz``, rows ``b0, b1, b2, a1, a2``.

    The analogue prototype behind BS.1770's table for 48 kHz, as identified by De Man, "Evaluation of Implementations
    of the EBU R128 Loudness Measurement", AES 145 (2018), taken through the bilinear transform at the rate asked.
    """
    k = np.tan(np.pi * 1681.974450955533 / sample_rate_hz)
    q = 0.7071752369554196
    high = 10 ** (3.999843853973347 / 20)
    band = high**0.4996667741545416
    a0 = 1 + k / q + k * k
    shelf = [(high + band * k / q + k * k) / a0, 2 * (k * k - high) / a0, (high - band * k / q + k * k) / a0]
    shelf += [2 * (k * k - 1) / a0, (1 - k / q + k * k) / a0]
    k = np.tan(np.pi * 38.13547087602444 / sample_rate_hz)
    q = 0.5003270373238773
    a0 = 1 + k / q + k * k
    return np.array([shelf, [1.0, -2.0, 1.0, 2 * (k * k - 1) / a0, (1 - k / q + k * k) / a0]])


@njit(cache=True, nogil=True)
def _accumulate(audio, sections, state, weights, ends, energies):  # type: ignore[no-untyped-def]
    """Add the K-weighted energy of ``audio`` to ``energies``, one bin up to each of ``ends`` and one for the rest."""
    b10, b11, b12, a11, a12 = sections[0]
    b20, b21, b22, a21, a22 = sections[1]
    for channel in range(audio.shape[0]):
        source = audio[channel]
        s1, s2, s3, s4 = state[channel]
        start = 0
        for index in range(ends.shape[0] + 1):
            end = ends[index] if index < ends.shape[0] else source.shape[0]
            energy = 0.0
            for i in range(start, end):
                x = np.float64(source[i])
                y = b10 * x + s1
                s1 = b11 * x - a11 * y + s2
                s2 = b12 * x - a12 * y
                z = b20 * y + s3
                s3 = b21 * y - a21 * z + s4
                s4 = b22 * y - a22 * z
                energy += z * z
            energies[index] += weights[channel] * energy
            start = end
        # Silence must not let the state decay into denormals.
        state[channel, 0] = s1 if abs(s1) > 1e-30 else 0.0
        state[channel, 1] = s2 if abs(s2) > 1e-30 else 0.0
        state[channel, 2] = s3 if abs(s3) > 1e-30 else 0.0
        state[channel, 3] = s4 if abs(s4) > 1e-30 else 0.0


class KWeightedEnergy:
    """Sums of squares of the K-weighted, channel-weighted signal over bins of a fixed length.

    Args:
        sample_rate_hz: rate of the stream.
        channels: 1 to 6, in the order of WAVE (L R C LFE Ls Rs; without LFE for 5).
        bin_frames: frames a bin; a fraction makes bins whose lengths differ by one frame and drift nowhere.
    """

    def __init__(self, sample_rate_hz: int, channels: int, bin_frames: Fraction) -> None:
        self._sections = k_weighting(sample_rate_hz)
        self._state = np.zeros((channels, 4))
        self._weights = np.array(_CHANNEL_WEIGHTS[channels])
        self._bin_frames = bin_frames
        self._frames = 0
        self._bins = 0
        self._rest = 0.0

    def feed(self, audio: Audio) -> NDArray[np.float64]:
        """Take the next ``(channels, frames)`` block and return the energies of the bins it completed."""
        frames = audio.shape[1]
        last = (self._frames + frames) * self._bin_frames.denominator // self._bin_frames.numerator
        numbers = np.arange(self._bins + 1, last + 1, dtype=np.int64)
        ends = numbers * self._bin_frames.numerator // self._bin_frames.denominator - self._frames
        energies = np.zeros(len(ends) + 1)
        energies[0] = self._rest
        _accumulate(np.ascontiguousarray(audio), self._sections, self._state, self._weights, ends, energies)
        self._frames += frames
        self._bins = int(last)
        self._rest = float(energies[-1])
        return energies[:-1]


def to_lufs(mean_square: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the loudness of K-weighted mean squares, BS.1770-5 equation 2; ``-inf`` for zero."""
    with np.errstate(divide="ignore"):
        loudness: NDArray[np.float64] = -0.691 + 10.0 * np.log10(mean_square)
    return loudness


def _mean_square_above(lufs: float) -> float:
    return float(10 ** ((lufs + 0.691) / 10))


def gated_loudness_lufs(mean_squares: NDArray[np.float64]) -> float:
    """Return the integrated loudness of 400 ms gating blocks taken every 100 ms (BS.1770-5, equations 3 to 7)."""
    heard = mean_squares[mean_squares > _mean_square_above(_ABSOLUTE_GATE_LUFS)]
    if not len(heard):
        return -np.inf
    heard = heard[heard > heard.mean() * 10 ** (_INTEGRATED_GATE_LU / 10)]
    return float(to_lufs(heard.mean()))


def loudness_range_lu(mean_squares: NDArray[np.float64]) -> float:
    """Return the loudness range of 3 s blocks taken every 100 ms (EBU Tech 3342); 0 when none passes the gate."""
    heard = mean_squares[mean_squares >= _mean_square_above(_ABSOLUTE_GATE_LUFS)]
    if not len(heard):
        return 0.0
    heard = np.sort(heard[heard >= heard.mean() * 10 ** (_RANGE_GATE_LU / 10)])
    low, high = (heard[int((len(heard) - 1) * share + 0.5)] for share in (0.10, 0.95))
    return float(10 * np.log10(high / low))


def sliding_sums(values: NDArray[np.float64], width: int) -> NDArray[np.float64]:
    """Return the sums of every ``width`` neighbours; empty when there are fewer values."""
    if len(values) < width:
        return np.zeros(0)
    totals = np.concatenate([[0.0], np.cumsum(values)])
    sums: NDArray[np.float64] = np.maximum(totals[width:] - totals[:-width], 0.0)
    return sums


class LoudnessMeter:
    """A streaming BS.1770-5 meter: feed it blocks of any size, read it at any time.

    It keeps one number per 10 ms, so two hours cost less than 6 MB whatever the rate.

    Args:
        sample_rate_hz: rate of the stream.
        channels: 1 to 6, in the order of WAVE (L R C LFE Ls Rs; without LFE for 5).
    """

    def __init__(self, sample_rate_hz: int, channels: int) -> None:
        self._energy = KWeightedEnergy(sample_rate_hz, channels, Fraction(sample_rate_hz, _BINS_PER_SECOND))
        self._frames_per_bin = sample_rate_hz / _BINS_PER_SECOND
        self._bins: list[NDArray[np.float64]] = []

    def feed(self, audio: Audio) -> None:
        """Take the next block, ``(channels, frames)`` float32."""
        self._bins.append(self._energy.feed(audio))

    def _mean_squares(self, bins: int) -> NDArray[np.float64]:
        energies = np.concatenate([np.zeros(0), *self._bins])
        return sliding_sums(energies, bins) / (bins * self._frames_per_bin)

    def momentary_lufs(self) -> NDArray[np.float64]:
        """Return the momentary loudness (400 ms) every 10 ms, the first value at 0.4 s."""
        return to_lufs(self._mean_squares(_MOMENTARY_BINS))

    def short_term_lufs(self) -> NDArray[np.float64]:
        """Return the short-term loudness (3 s) every 10 ms, the first value at 3 s."""
        return to_lufs(self._mean_squares(_SHORT_TERM_BINS))

    def gating_blocks(self) -> NDArray[np.float64]:
        """Return the mean squares of the 400 ms blocks, 100 ms apart, that integrated loudness is gated from."""
        return self._mean_squares(_MOMENTARY_BINS)[::_STEP_BINS]

    def integrated_loudness_lufs(self) -> float:
        """Return the gated loudness of all that was fed; ``-inf`` for silence or less than 0.4 s."""
        return gated_loudness_lufs(self.gating_blocks())

    def loudness_range_lu(self) -> float:
        """Return the loudness range (EBU Tech 3342) of all that was fed; 0 for less than 3 s."""
        return loudness_range_lu(self._mean_squares(_SHORT_TERM_BINS)[::_STEP_BINS])

    def read(self) -> Loudness:
        """Return everything at once."""
        return Loudness(
            integrated_lufs=self.integrated_loudness_lufs(),
            range_lu=self.loudness_range_lu(),
            max_momentary_lufs=float(np.max(self.momentary_lufs(), initial=-np.inf)),
            max_short_term_lufs=float(np.max(self.short_term_lufs(), initial=-np.inf)),
        )


def measure_loudness(audio: Audio, sample_rate_hz: int) -> Loudness:
    """Measure a whole programme, ``(channels, frames)`` float32, by BS.1770-5 and EBU R 128."""
    meter = LoudnessMeter(sample_rate_hz, audio.shape[0])
    meter.feed(audio)
    return meter.read()

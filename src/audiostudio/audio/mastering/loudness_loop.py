"""Finds the gain that brings a programme to its target through the limiter, without rendering any sound.

Limiter and clipper depend on the programme's peaks alone, so the loudness of a rendering can be foretold from peak and
energy of each third of a millisecond. What the forecast misses is corrected by what the deliverable measures.
"""

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from audiostudio.audio.dsp.clipper import predict_clip
from audiostudio.audio.dsp.limiter import limiter_ceiling, predict_gain
from audiostudio.audio.mastering.genres import Genre
from audiostudio.audio.mastering.scratch import Profile
from audiostudio.audio.meters.loudness import gated_loudness_lufs, loudness_range_lu, sliding_sums
from audiostudio.audio.meters.true_peak import to_db

_SUMS_PER_SECOND = 10
_MOMENTARY_SUMS = 4
_SHORT_TERM_SUMS = 30
_CLOSE_ENOUGH_LU = 0.003
_MAX_STEPS = 24
# A limiter alone stays clean up to this much reduction of the highest peak; beyond it the clipper takes a share.
_CLIP_FROM_DB = 5.0
_CLIPPERS_SHARE = 0.5
_CLIP_KNEE_DB = 4.0
# More than this off the highest peak is no mastering any more.
_MAX_PEAK_REDUCTION_DB = 15.0
# Where the next dB of gain brings less than this, more gain only brings distortion.
_LEAST_RETURN = 0.12
# A promise on the loudness range is kept with this much to spare, for what the forecast misses.
_RANGE_SPARE_LU = 0.15


@dataclass(frozen=True)
class Clip:
    """A soft clipper's linear levels."""

    knee: float
    top: float


@dataclass(frozen=True)
class Plan:
    """How a shaped programme gets to its loudness.

    Attributes:
        gain_db: gain before clipper and limiter.
        ceiling_dbtp: the limiter's ceiling.
        clip: the clipper, where the target needs one.
        expected_lufs: the loudness this is expected to give.
        limited_because: why the target is out of reach, or ``None``.
    """

    gain_db: float
    ceiling_dbtp: float
    clip: Clip | None
    expected_lufs: float
    limited_because: str | None


@dataclass(frozen=True)
class Goal:
    """What the loop aims at.

    Attributes:
        target_lufs: integrated loudness of the deliverable.
        ceiling_dbtp: its highest true peak.
        source_range_lu: loudness range of the mix, which some genres promise to keep.
    """

    target_lufs: float
    ceiling_dbtp: float
    source_range_lu: float


@njit(cache=True, nogil=True)
def _window_sums(energies, gains, edges, sums):  # type: ignore[no-untyped-def]
    for window in range(sums.shape[0]):
        total = 0.0
        for step in range(edges[window], edges[window + 1]):
            total += energies[step] * gains[step] * gains[step]
        sums[window] = total


class _Forecast:
    """What a programme will measure under a given gain."""

    def __init__(self, profile: Profile) -> None:
        self._profile = profile
        self._peak = float(profile.peaks.max())
        steps_per_sum = profile.sample_rate_hz / profile.step_frames / _SUMS_PER_SECOND
        windows = int(len(profile.energies) / steps_per_sum)
        self._edges = np.round(np.arange(windows + 1) * steps_per_sum).astype(np.int64)
        self._frames_per_sum = profile.sample_rate_hz / _SUMS_PER_SECOND
        self._untouched = np.ones(len(profile.energies), np.float32)

    def peak_reduction_db(self, gain_db: float, ceiling_dbtp: float) -> float:
        return to_db(self._peak) + gain_db - ceiling_dbtp

    def measure(self, gain_db: float, ceiling_dbtp: float, clip: Clip | None) -> tuple[float, float]:
        """Return integrated loudness in LUFS and loudness range in LU."""
        factor = 10 ** (gain_db / 20)
        ceiling = limiter_ceiling(ceiling_dbtp)
        gains = self._untouched
        if self._peak * factor > ceiling or clip:
            gains = self._gains(np.float32(factor), ceiling, clip)
        sums = np.empty(len(self._edges) - 1)
        _window_sums(self._profile.energies, gains, self._edges, sums)
        sums *= factor * factor / self._frames_per_sum
        momentary = sliding_sums(sums, _MOMENTARY_SUMS) / _MOMENTARY_SUMS
        short_term = sliding_sums(sums, _SHORT_TERM_SUMS) / _SHORT_TERM_SUMS
        return gated_loudness_lufs(momentary), loudness_range_lu(short_term)

    def reduction_db(self, gain_db: float, ceiling_dbtp: float, clip: Clip | None) -> NDArray[np.float32]:
        """Return the most that clipper and limiter take in each tenth of a second."""
        tenths = len(self._edges) - 1
        if not tenths or (self.peak_reduction_db(gain_db, ceiling_dbtp) <= 0 and clip is None):
            return np.zeros(tenths, np.float32)
        gains = self._gains(np.float32(10 ** (gain_db / 20)), limiter_ceiling(ceiling_dbtp), clip)
        gains = np.where(self._profile.peaks > 0, gains, np.float32(1))  # nothing is taken off silence
        lowest = np.minimum(np.minimum.reduceat(gains, self._edges[:-1]), 1)
        taken_db: NDArray[np.float32] = np.abs(20 * np.log10(lowest))
        return taken_db

    def _gains(self, factor: np.float32, ceiling: float, clip: Clip | None) -> NDArray[np.float32]:
        peaks = self._profile.peaks * factor
        if clip is None:
            return predict_gain(peaks, ceiling, self._profile.sample_rate_hz)
        clipped = predict_clip(peaks, clip.knee, clip.top)
        gains = predict_gain(clipped, ceiling, self._profile.sample_rate_hz)
        gains *= clipped / np.maximum(peaks, np.float32(1e-9))
        return gains


class LoudnessLoop:
    """Plans renderings of one programme for one genre.

    Args:
        profile: peaks and energies of the shaped programme.
        genre: says whether peaks may be clipped and what range must be kept.
    """

    def __init__(self, profile: Profile, genre: Genre) -> None:
        self._forecast = _Forecast(profile)
        self._genre = genre

    def plan(self, goal: Goal, correction_lu: float = 0.0) -> Plan:
        """Return the plan for ``goal``.

        Args:
            goal: what to reach.
            correction_lu: by how much earlier renderings were louder than foretold.
        """
        aim_lufs = goal.target_lufs - correction_lu
        plain_lufs, _ = self._forecast.measure(0.0, np.inf, None)
        clean_db = aim_lufs - plain_lufs
        excess_db = self._forecast.peak_reduction_db(clean_db, goal.ceiling_dbtp)
        if excess_db <= 0:
            return Plan(clean_db, goal.ceiling_dbtp, None, goal.target_lufs, None)
        clip = self._clip(excess_db, goal.ceiling_dbtp)
        gain_db, reason = self._solve(aim_lufs, clean_db, goal, clip)
        kept_db = self._within_range(gain_db, goal, clip)
        if kept_db < gain_db:
            promise = self._genre.max_range_loss_lu
            gain_db, reason = kept_db, f"{self._genre.name} keeps its loudness range within {promise:g} LU"
        expected_lufs, _ = self._forecast.measure(gain_db, goal.ceiling_dbtp, clip)
        return Plan(gain_db, goal.ceiling_dbtp, clip, expected_lufs + correction_lu, reason)

    def reduction_db(self, plan: Plan) -> NDArray[np.float32]:
        """Return what clipper and limiter take off at most in each tenth of a second of a plan's rendering, in dB."""
        return self._forecast.reduction_db(plan.gain_db, plan.ceiling_dbtp, plan.clip)

    def _clip(self, excess_db: float, ceiling_dbtp: float) -> Clip | None:
        if excess_db <= _CLIP_FROM_DB or not self._genre.soft_clip:
            return None
        top_db = ceiling_dbtp + excess_db * (1 - _CLIPPERS_SHARE)
        return Clip(knee=10 ** ((top_db - _CLIP_KNEE_DB) / 20), top=10 ** (top_db / 20))

    def _solve(self, aim_lufs: float, clean_db: float, goal: Goal, clip: Clip | None) -> tuple[float, str | None]:
        """Find the gain by secants; loudness rises with gain, ever more slowly."""
        highest_db = clean_db + _MAX_PEAK_REDUCTION_DB - self._forecast.peak_reduction_db(clean_db, goal.ceiling_dbtp)
        gain_db = min(clean_db, highest_db)
        lufs, _ = self._forecast.measure(gain_db, goal.ceiling_dbtp, clip)
        returns = 1.0
        for _ in range(_MAX_STEPS):
            if abs(aim_lufs - lufs) < _CLOSE_ENOUGH_LU:
                return gain_db, None
            if gain_db >= highest_db:
                break
            next_db = min(gain_db + (aim_lufs - lufs) / returns, highest_db)
            next_lufs, _ = self._forecast.measure(next_db, goal.ceiling_dbtp, clip)
            returns = (next_lufs - lufs) / (next_db - gain_db)
            gain_db, lufs = next_db, next_lufs
            if returns < _LEAST_RETURN:
                return gain_db, "more gain would no longer make it louder, only more distorted"
        return gain_db, f"it would take more than {_MAX_PEAK_REDUCTION_DB:g} dB off the highest peaks"

    def _within_range(self, gain_db: float, goal: Goal, clip: Clip | None) -> float:
        """Return the highest gain up to ``gain_db`` at which the genre keeps what it promises of the range."""
        promise = self._genre.max_range_loss_lu
        if promise is None:
            return gain_db
        least_lu = goal.source_range_lu - promise + _RANGE_SPARE_LU

        def keeps(gain: float) -> bool:
            return self._forecast.measure(gain, goal.ceiling_dbtp, clip)[1] >= least_lu

        if keeps(gain_db):
            return gain_db
        free_db = gain_db - self._forecast.peak_reduction_db(gain_db, goal.ceiling_dbtp)
        low, high = free_db, gain_db
        while high - low > 0.02:
            middle = (low + high) / 2
            low, high = (middle, high) if keeps(middle) else (low, middle)
        return low

"""The whole of mastering, from one file to another: measure, shape, solve, render, verify."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from audiostudio.audio.codecs import AudioFormat, check_format, open_audio, read_cover
from audiostudio.audio.dsp.biquad import Audio
from audiostudio.audio.dsp.resample import Resampler
from audiostudio.audio.dsp.stream import ahead, through
from audiostudio.audio.errors import AudioError
from audiostudio.audio.mastering.analysis import Measurement, measure_file, measure_source, reported
from audiostudio.audio.mastering.genres import Genre
from audiostudio.audio.mastering.loudness_loop import Goal, LoudnessLoop, Plan
from audiostudio.audio.mastering.rendering import Deliverable, Rendering
from audiostudio.audio.mastering.scratch import Profile, Scratch
from audiostudio.audio.mastering.stages import Stage

Progress = Callable[[float, str], None]
Shaping = Callable[[Measurement], tuple[Stage, ...]]

# Half of what is promised, so that meters which differ in the second decimal agree that it is kept.
_TOLERANCE_LU = 0.05
_MAX_TAKES = 5
_MAX_REHEARSALS = 3
# A gain this small is the programme's own loudness, within what the tolerance allows: nothing is changed.
_NO_GAIN_DB = 0.02
# Lossy coding moves the waveform; what each typically adds to the peaks is kept free from the start, so that the first
# encoding is most often the last.
_CODING_HEADROOM_DB = {"MP3": 0.35, "AAC": 0.35, "OGG": 0.35, "OPUS": 0.5}
_CODING_STEP_DB = 0.05


@dataclass(frozen=True)
class Order:
    """What is asked for.

    Attributes:
        genre: whose manners at loud targets the master has.
        shaping: gives the tonal stages for what the mix measures; they run at its rate.
        target_lufs: integrated loudness of the deliverable.
        ceiling_dbtp: its highest true peak.
        format: what kind of file.
        sample_rate_hz: its rate.
    """

    genre: Genre
    shaping: Shaping
    target_lufs: float
    ceiling_dbtp: float
    format: AudioFormat
    sample_rate_hz: int


@dataclass(frozen=True)
class Master:
    """What was made.

    Attributes:
        before: what the mix measured.
        after: what the deliverable measures, decoded again.
        stages: the tonal stages it went through.
        plan: gain, clipper and ceiling of the last take.
        max_gain_reduction_db: the most the limiter took.
        reduction_db: the most that clipper and limiter took in each tenth of a second, as positive numbers.
        takes: how often the file was made until it held what was promised.
    """

    before: Measurement
    after: Measurement
    stages: tuple[Stage, ...]
    plan: Plan
    max_gain_reduction_db: float
    reduction_db: NDArray[np.float32]
    takes: int


def master_file(
    source: Path, destination: Path, order: Order, progress: Progress, before: Measurement | None = None
) -> Master:
    """Master ``source`` into ``destination`` in bounded memory, whatever the length.

    Scratch space of 4 bytes a sample is taken beside ``destination`` while it runs.

    Args:
        source: any sound file of one or two channels.
        destination: the file to make; its folder must exist.
        order: what is asked for.
        progress: called with a fraction and a few words.
        before: what the mix measures, where it was listened to already.

    Raises:
        AudioError: the source cannot be mastered, or the format cannot hold the result.
    """
    if before is None:
        before = measure_source(source, lambda share: progress(0.15 * share, "Listening"))
    check_format(order.format, order.sample_rate_hz, before.channels)
    stages = order.shaping(before)
    with Scratch(destination.parent, before.channels) as scratch:
        with open_audio(source) as reader:
            tags = reader.tags
            heard = reported(
                ahead(reader.blocks()), before.frames, lambda share: progress(0.15 + 0.4 * share, "Shaping the tone")
            )
            profile = scratch.record(ahead(_shaped(heard, stages, before, order)), order.sample_rate_hz)
        cover = read_cover(source)
        deliverable = Deliverable(destination, order.format, order.sample_rate_hz, before.channels, tags, cover)
        takes = _Takes(scratch, profile, deliverable, order, before)
        return takes.until_right(stages, progress)


def _shaped(blocks: Iterable[Audio], stages: tuple[Stage, ...], source: Measurement, order: Order) -> Iterable[Audio]:
    chain = [stage.processor for stage in stages]
    if order.sample_rate_hz != source.sample_rate_hz:
        chain.append(Resampler(source.sample_rate_hz, order.sample_rate_hz, source.channels))
    return through(blocks, chain)


class _Takes:
    """Renders, listens to the decoded file, and corrects, until the file holds what was promised."""

    def __init__(
        self, scratch: Scratch, profile: Profile, deliverable: Deliverable, order: Order, before: Measurement
    ) -> None:
        self._scratch, self._deliverable, self._order, self._before = scratch, deliverable, order, before
        self._loop = LoudnessLoop(profile, order.genre)
        self._correction_lu = 0.0

    def until_right(self, stages: tuple[Stage, ...], progress: Progress) -> Master:
        ceiling_dbtp = self._order.ceiling_dbtp
        if self._order.format.is_lossy:
            ceiling_dbtp -= _CODING_HEADROOM_DB[self._order.format.container]
        for take in range(1, _MAX_TAKES + 1):
            plan = self._rehearsed(self._plan(ceiling_dbtp))
            rendering = Rendering(plan, self._deliverable.sample_rate_hz, self._deliverable.channels)
            rendering.write(self._reported(progress, 0.55, "Limiting and encoding"), self._deliverable)
            after = measure_file(self._deliverable.path, lambda share: progress(0.85 + 0.15 * share, "Checking"))
            over_db = after.true_peak_dbtp - self._order.ceiling_dbtp
            error_lu = after.loudness.integrated_lufs - plan.expected_lufs
            if over_db <= 0 and (abs(error_lu) <= _TOLERANCE_LU or take == _MAX_TAKES):
                reduction_db = self._loop.reduction_db(plan)
                return Master(self._before, after, stages, plan, rendering.max_gain_reduction_db, reduction_db, take)
            if over_db > 0:
                ceiling_dbtp -= 1.2 * over_db + _CODING_STEP_DB * take
            self._correction_lu += error_lu
        raise AudioError(
            "ceiling_unreachable",
            f"{self._order.format.container} at this bit rate could not be kept under "
            f"{self._order.ceiling_dbtp:g} dBTP; choose a lossless format or a higher bit rate.",
        )

    def _plan(self, ceiling_dbtp: float) -> Plan:
        goal = Goal(self._order.target_lufs, ceiling_dbtp, self._before.loudness.range_lu)
        plan = self._loop.plan(goal, self._correction_lu)
        if abs(plan.gain_db) <= _NO_GAIN_DB:
            plan = Plan(0.0, plan.ceiling_dbtp, plan.clip, plan.expected_lufs, plan.limited_because)
        return plan

    def _rehearsed(self, plan: Plan) -> Plan:
        """Correct a plan by rendering it without a file, where clipping blurs the forecast and encoding is dear."""
        for _ in range(_MAX_REHEARSALS if plan.clip and self._order.format.is_lossy else 0):
            rendering = Rendering(plan, self._deliverable.sample_rate_hz, self._deliverable.channels)
            error_lu = rendering.rehearse(self._scratch.blocks()) - plan.expected_lufs
            if abs(error_lu) <= _TOLERANCE_LU / 2:
                break
            self._correction_lu += error_lu
            plan = self._plan(plan.ceiling_dbtp)
        return plan

    def _reported(self, progress: Progress, start: float, message: str) -> Iterable[Audio]:
        def report(share: float) -> None:
            progress(start + (0.85 - start) * share, message)

        return reported(self._scratch.blocks(), self._scratch.frames, report)

"""The whole of mastering, from one file to another: measure, shape, solve, render, verify."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from audiostudio.audio.codecs import AudioFormat, check_format, open_audio, read_cover
from audiostudio.audio.dsp.resample import Resampler
from audiostudio.audio.dsp.scratch import PeakEnergyProfile, Scratch
from audiostudio.audio.dsp.stream import prefetch, process_stream, with_progress
from audiostudio.audio.dsp.surroundings import Surrounded
from audiostudio.audio.errors import AudioError
from audiostudio.audio.mastering.analysis import measure_file, measure_source
from audiostudio.audio.mastering.genres import Genre
from audiostudio.audio.mastering.loudness_loop import GainPlan, LoudnessGoal, LoudnessLoop
from audiostudio.audio.mastering.rendering import Deliverable, Extent, Rendering
from audiostudio.audio.mastering.stages import Stage
from audiostudio.audio.meters.programme import Measurement
from audiostudio.audio.types import Audio

Progress = Callable[[float, str], None]
StageBuilder = Callable[[Measurement], tuple[Stage, ...]]

# Half of what is promised, so that meters which differ in the second decimal agree that it is kept.
_TOLERANCE_LU = 0.05
# The peaks of a lossy encoder do not follow its input's closely: most files take one or two passes, a few six.
_MAX_PASSES = 8
_MAX_DRY_RUNS = 3
# A gain this small is the programme's own loudness, within what the tolerance allows: nothing is changed.
_NO_GAIN_DB = 0.02
# Lossy coding moves the waveform; what each typically adds to the peaks is kept free from the start, so that the first
# encoding is most often the last.
_CODING_HEADROOM_DB = {"MP3": 0.35, "AAC": 0.35, "OGG": 0.35, "OPUS": 0.5}
_CODING_STEP_DB = 0.05


@dataclass(frozen=True)
class MasteringSpec:
    """What is asked for.

    Attributes:
        genre: whose manners at loud targets the master has.
        build_stages: gives the tonal stages for what the mix measures; they run at its rate.
        target_lufs: integrated loudness of the deliverable.
        ceiling_dbtp: its highest true peak.
        format: what kind of file.
        sample_rate_hz: its rate.
    """

    genre: Genre
    build_stages: StageBuilder
    target_lufs: float
    ceiling_dbtp: float
    format: AudioFormat
    sample_rate_hz: int


@dataclass(frozen=True)
class Seams:
    """What a mix goes on from and in, if it is a piece of a longer programme.

    Attributes:
        before: the end of the piece before, ``(channels, frames)`` at the mix's rate; ``None`` if it begins by itself.
        after: the beginning of the piece behind; ``None`` if it ends by itself.
        entered_from: the master of the piece before.
    """

    before: Audio | None = None
    after: Audio | None = None
    entered_from: "Master | None" = None


ALONE = Seams()


@dataclass(frozen=True)
class Master:
    """What was made.

    Attributes:
        before: what the mix measured.
        after: what the deliverable measures, decoded again.
        stages: the tonal stages it went through.
        plan: gain, clipper and ceiling of the last pass.
        max_gain_reduction_db: the most the limiter took.
        reduction_db: the most that clipper and limiter took in each tenth of a second, as positive numbers.
        passes: how often the file was rendered until it held what was promised.
        overrun: what the same chain made of the first second of the surroundings behind it, ``(channels, frames)``.
    """

    before: Measurement
    after: Measurement
    stages: tuple[Stage, ...]
    plan: GainPlan
    max_gain_reduction_db: float
    reduction_db: NDArray[np.float32]
    passes: int
    overrun: Audio


def master_file(
    source: Path,
    destination: Path,
    spec: MasteringSpec,
    progress: Progress,
    before: Measurement | None = None,
    seams: Seams = ALONE,
) -> Master:
    """Master ``source`` into ``destination`` in bounded memory, whatever the length.

    A mix that begins or ends in mid-sound is processed as if it had gone on so, and a piece of a longer programme with
    its neighbours' edges around it: no processor takes the edge for an attack. At a seam the master begins with what
    the one before made of its first second and passes into its own. The length is kept.

    Scratch space of 4 bytes a sample is taken beside ``destination`` while it runs.

    Args:
        source: any sound file of one or two channels.
        destination: the file to make; its folder must exist.
        spec: what is asked for.
        progress: called with a fraction and a few words.
        before: what the mix measures, where it was measured already.
        seams: what it goes on from and in.

    Raises:
        AudioError: the source cannot be mastered, or the format cannot hold the result.
    """
    if before is None:
        before = measure_source(source, lambda share: progress(0.15 * share, "Listening"))
    check_format(spec.format, spec.sample_rate_hz, before.channels)
    stages = spec.build_stages(before)
    with Scratch(destination.parent, before.channels) as scratch:
        with open_audio(source) as reader:
            tags = reader.tags
            decoded = with_progress(
                prefetch(reader.blocks()), before.frames, lambda share: progress(0.15 + 0.4 * share, "Shaping the tone")
            )
            surrounded = Surrounded(decoded, before.sample_rate_hz, seams.before, seams.after)
            extent = _extent(surrounded, before, spec.sample_rate_hz)
            shaped = prefetch(_shaped(surrounded, stages, before, spec))
            profile = scratch.record(shaped, spec.sample_rate_hz, extent.lead_frames, extent.frames)
        cover = read_cover(source)
        deliverable = Deliverable(destination, spec.format, spec.sample_rate_hz, before.channels, tags, cover)
        render = _VerifiedRender(scratch, profile, extent, deliverable, spec, before, seams.entered_from)
        return render.run(stages, progress)


def _extent(surrounded: Surrounded, source: Measurement, sample_rate_hz: int) -> Extent:
    """Return where the mix lies at the deliverable's rate, its length rounded half up as the resampler does."""
    frames = (2 * source.frames * sample_rate_hz + source.sample_rate_hz) // (2 * source.sample_rate_hz)
    return Extent(surrounded.lead_seconds * sample_rate_hz, frames)


def _shaped(
    blocks: Iterable[Audio], stages: tuple[Stage, ...], source: Measurement, spec: MasteringSpec
) -> Iterable[Audio]:
    chain = [stage.processor for stage in stages]
    if spec.sample_rate_hz != source.sample_rate_hz:
        chain.append(Resampler(source.sample_rate_hz, spec.sample_rate_hz, source.channels))
    return process_stream(blocks, chain)


class _VerifiedRender:
    """Renders, listens to the decoded file, and corrects, until the file holds what was promised."""

    def __init__(
        self,
        scratch: Scratch,
        profile: PeakEnergyProfile,
        extent: Extent,
        deliverable: Deliverable,
        spec: MasteringSpec,
        before: Measurement,
        entered_from: Master | None,
    ) -> None:
        self._scratch, self._deliverable, self._spec, self._before = scratch, deliverable, spec, before
        self._extent, self._entered_from = extent, entered_from
        self._loop = LoudnessLoop(profile, spec.genre)
        self._correction_lu = 0.0

    def run(self, stages: tuple[Stage, ...], progress: Progress) -> Master:
        ceiling_dbtp = self._spec.ceiling_dbtp
        if self._spec.format.is_lossy:
            ceiling_dbtp -= _CODING_HEADROOM_DB[self._spec.format.container]
        for number in range(1, _MAX_PASSES + 1):
            plan = self._dry_run(self._plan(ceiling_dbtp))
            rendering = self._rendering(plan)
            rendering.write(self._reported(progress, 0.55, "Limiting and encoding"), self._deliverable)
            after = measure_file(self._deliverable.path, lambda share: progress(0.85 + 0.15 * share, "Checking"))
            over_db = after.true_peak_dbtp - self._spec.ceiling_dbtp
            error_lu = after.loudness.integrated_lufs - plan.expected_lufs
            if over_db <= 0 and (abs(error_lu) <= _TOLERANCE_LU or number == _MAX_PASSES):
                reduction_db = self._loop.reduction_db(plan)
                reached_db, overrun = rendering.max_gain_reduction_db, rendering.overrun
                return Master(self._before, after, stages, plan, reached_db, reduction_db, number, overrun)
            if over_db > 0:
                ceiling_dbtp -= 1.2 * over_db + _CODING_STEP_DB * number
            self._correction_lu += error_lu
        raise AudioError(
            "ceiling_unreachable",
            f"{self._spec.format.container} at this bit rate could not be kept under "
            f"{self._spec.ceiling_dbtp:g} dBTP; choose a lossless format or a higher bit rate.",
        )

    def _plan(self, ceiling_dbtp: float) -> GainPlan:
        goal = LoudnessGoal(self._spec.target_lufs, ceiling_dbtp, self._before.loudness.range_lu)
        plan = self._loop.plan(goal, self._correction_lu)
        if abs(plan.gain_db) <= _NO_GAIN_DB:
            plan = GainPlan(0.0, plan.ceiling_dbtp, plan.clip, plan.expected_lufs, plan.limited_because)
        return plan

    def _dry_run(self, plan: GainPlan) -> GainPlan:
        """Correct a plan by rendering it without a file, where clipping blurs the forecast and encoding is dear."""
        for _ in range(_MAX_DRY_RUNS if plan.clip and self._spec.format.is_lossy else 0):
            error_lu = self._rendering(plan).dry_run(self._scratch.blocks()) - plan.expected_lufs
            if abs(error_lu) <= _TOLERANCE_LU / 2:
                break
            self._correction_lu += error_lu
            plan = self._plan(plan.ceiling_dbtp)
        return plan

    def _rendering(self, plan: GainPlan) -> Rendering:
        entry = None
        if self._entered_from:
            # Where coding lifted the peaks and the ceiling had to come down, what the track begins with comes down too.
            over_db = max(0.0, self._entered_from.plan.ceiling_dbtp - plan.ceiling_dbtp)
            entry = self._entered_from.overrun * np.float32(10 ** (-over_db / 20))
        return Rendering(plan, self._deliverable.sample_rate_hz, self._deliverable.channels, self._extent, entry)

    def _reported(self, progress: Progress, start: float, message: str) -> Iterable[Audio]:
        def report(share: float) -> None:
            progress(start + (0.85 - start) * share, message)

        return with_progress(self._scratch.blocks(), self._scratch.frames, report)

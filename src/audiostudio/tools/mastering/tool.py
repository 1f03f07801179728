"""Mastering as a tool: a mix goes in, a file at the loudness, format and rate asked for comes out, with a report."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from audiostudio.tools.base import Progress, ToolContext, ToolResult, silent_progress
from audiostudio.tools.deliverable import (
    DEFAULT_TARGET_LUFS,
    HIGHEST_TARGET_LUFS,
    LOWEST_TARGET_LUFS,
    MasteringTool,
    file_stem,
)
from audiostudio.tools.master_report import ENGINE, PROCESSING, master_output, master_report
from audiostudio.tools.mastering.extras import extras
from audiostudio.tools.mastering.params import MasteringParams

if TYPE_CHECKING:  # compiled signal processing is only loaded by those who run it
    from audiostudio.audio.mastering import genres
    from audiostudio.audio.mastering.master import StageBuilder
    from audiostudio.audio.mastering.stages import Processing
    from audiostudio.audio.meters.programme import Measurement

# Of a run that needs descriptors before it can begin, this share of the time goes into it.
_LISTENING_SHARE = 0.15


class Mastering(MasteringTool[MasteringParams]):
    """Mastering by genre or after references to a loudness target, verified on the decoded deliverable."""

    name = "mastering"
    verb = "master"
    title = "Mastering"
    summary = "Brings a mix to its genre's tone and an exact loudness, in the format and rate you need."
    Params = MasteringParams
    max_references = 5

    def warm_up(self) -> None:
        """Compile the chain, by mastering two seconds of noise."""
        import numpy as np

        from audiostudio.audio.codecs import AudioFormat, create_audio

        with TemporaryDirectory() as folder:
            noise = Path(folder) / "noise.wav"
            with create_audio(noise, AudioFormat("WAV"), 44_100, 2) as writer:
                writer.write(np.random.default_rng(0).normal(0, 0.1, (2, 88_200)).astype(np.float32))
            params = MasteringParams(target_lufs=-9)
            self.run(params, [noise], Path(folder), ToolContext(models_dir=Path(folder)), silent_progress)

    def run(
        self,
        params: MasteringParams,
        inputs: Sequence[Path],
        out_dir: Path,
        context: ToolContext,
        progress: Progress,
    ) -> ToolResult:
        """Master the first input, after the context's references where there are any, else by genre.

        Raises:
            AudioError: the mix cannot be decoded or mastered; ``reference_unsuitable`` for a reference.
            ToolError: as `check`.
        """
        from audiostudio.audio.mastering.master import MasteringSpec, master_file
        from audiostudio.audio.mastering.stages import Processing

        self.check(params, context.tier)
        processing = Processing(PROCESSING[context.tier])
        setup = _setup(params, processing, inputs[0], context.references, progress)
        spec = MasteringSpec(
            genre=setup.genre,
            build_stages=setup.build_stages,
            target_lufs=setup.target_lufs,
            ceiling_dbtp=params.ceiling_dbtp,
            format=params.format,
            sample_rate_hz=params.target_sample_rate,
        )
        path = out_dir / f"{file_stem(context.source_name)} ({setup.genre.name} master){spec.format.extension}"
        master = master_file(inputs[0], path, spec, progress, setup.before)
        if setup.distance_of:
            setup.report["reference"]["distance_after"] = setup.distance_of(path)
        report = {
            "engine": ENGINE,
            "genre": setup.genre.name,
            "processing": processing.value,
            "intensity": params.intensity,
            **setup.report,
            **master_report(params, setup.target_lufs, master),
        }
        more = extras(params, inputs[0], path, master, report, progress)
        return ToolResult((master_output(path, "master", params, master), *more), report)


@dataclass(frozen=True)
class _Setup:
    """What is settled before the sound is touched: the character, how to get it, and what was heard to decide it."""

    genre: "genres.Genre"
    build_stages: "StageBuilder"
    target_lufs: float
    before: "Measurement | None" = None
    report: dict[str, Any] = field(default_factory=dict)
    distance_of: Callable[[Path], dict[str, float | None]] | None = None


def _setup(
    params: MasteringParams,
    processing: "Processing",
    source: Path,
    references: Sequence[Path],
    progress: Progress,
) -> _Setup:
    from audiostudio.audio.mastering.genres import GENRES as CHARACTERS
    from audiostudio.audio.mastering.stages import tonal_stages

    def listen(share: float) -> None:
        progress(_LISTENING_SHARE * share, "Listening")

    if references:
        return _reference_setup(params, processing, source, references, listen)
    target_lufs = DEFAULT_TARGET_LUFS if params.wanted_lufs is None else params.wanted_lufs
    if params.genre != "auto":
        genre = CHARACTERS[params.genre]
        return _Setup(genre, partial(tonal_stages, genre, processing, params.intensity), target_lufs)
    return _auto_setup(params, processing, source, target_lufs, listen)


def _auto_setup(
    params: MasteringParams, processing: "Processing", source: Path, target_lufs: float, listen: Callable[[float], None]
) -> _Setup:
    from audiostudio.audio.mastering.analysis import describe_source
    from audiostudio.audio.mastering.auto_genre import choose_genre, features_of
    from audiostudio.audio.mastering.genres import GENRES as CHARACTERS
    from audiostudio.audio.mastering.stages import tonal_stages

    before, descriptors = describe_source(source, listen)
    choice = choose_genre(features_of(before, descriptors))
    genre = CHARACTERS[choice.genre]
    report = {"genre_choice": choice.as_report()}
    return _Setup(genre, partial(tonal_stages, genre, processing, params.intensity), target_lufs, before, report)


def _reference_setup(
    params: MasteringParams,
    processing: "Processing",
    source: Path,
    references: Sequence[Path],
    listen: Callable[[float], None],
) -> _Setup:
    from audiostudio.audio.mastering.analysis import describe_file, describe_source
    from audiostudio.audio.mastering.reference import (
        REFERENCE,
        Matching,
        analyse_references,
        distances,
        matching_stages,
        reference_report,
    )

    reference = analyse_references(references, lambda share: listen(share / 2))
    before, descriptors = describe_source(source, lambda share: listen((1 + share) / 2))
    matching = Matching(
        params.match_spectrum,
        params.match_dynamics,
        params.match_width and processing.value != "basic",
        params.intensity,
    )
    target_lufs = params.wanted_lufs
    if target_lufs is None:
        target_lufs = DEFAULT_TARGET_LUFS
        if params.match_level:
            target_lufs = min(HIGHEST_TARGET_LUFS, max(LOWEST_TARGET_LUFS, reference.integrated_lufs))
    told = reference_report(reference, matching, before, descriptors)
    build_stages = partial(matching_stages, reference, matching, descriptors)
    return _Setup(
        REFERENCE,
        build_stages,
        target_lufs,
        before,
        {"reference": told},
        distance_of=lambda made: distances(reference, *describe_file(made)),
    )


TOOL = Mastering()

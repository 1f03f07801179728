"""Masters one mix: settles the character by genre, by ear or after references, then lets the chain work."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from audiostudio.audio.mastering.analysis import describe_file, describe_source
from audiostudio.audio.mastering.auto_genre import choose_genre, features_of
from audiostudio.audio.mastering.genres import GENRES, Genre
from audiostudio.audio.mastering.master import MasteringSpec, StageBuilder, master_file
from audiostudio.audio.mastering.processing import Processing
from audiostudio.audio.mastering.reference import (
    REFERENCE,
    Matching,
    analyse_references,
    distances,
    matching_stages,
    reference_report,
)
from audiostudio.audio.mastering.stages import tonal_stages
from audiostudio.audio.meters.programme import Measurement
from audiostudio.tools.base import Progress, ToolContext, ToolResult
from audiostudio.tools.deliverable import DEFAULT_TARGET_LUFS, HIGHEST_TARGET_LUFS, LOWEST_TARGET_LUFS
from audiostudio.tools.file_names import file_stem
from audiostudio.tools.master_report import ENGINE, master_output, master_report
from audiostudio.tools.mastering.extras import extras
from audiostudio.tools.mastering.params import MasteringParams

# Of a run that needs an analysis before it can begin, this share of the time goes into it.
_ANALYSIS_SHARE = 0.15


def master_mix(
    params: MasteringParams, source: Path, out_dir: Path, context: ToolContext, progress: Progress
) -> ToolResult:
    """Do what `audiostudio.tools.mastering.tool.Mastering.run` promises."""
    processing = context.entitlements.processing
    setup = _setup(params, processing, source, context.references, progress)
    spec = MasteringSpec(
        genre=setup.genre,
        build_stages=setup.build_stages,
        target_lufs=setup.target_lufs,
        ceiling_dbtp=params.ceiling_dbtp,
        format=params.audio_format,
        sample_rate_hz=params.target_sample_rate,
    )
    path = out_dir / f"{file_stem(context.source_name)} ({setup.genre.name} master){spec.format.extension}"
    master = master_file(source, path, spec, progress, setup.before)
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
    more = extras(params, source, path, master, report, progress)
    return ToolResult((master_output(path, "master", params, master), *more), report)


@dataclass(frozen=True)
class _Setup:
    """What is settled before the sound is touched: the character, how to get it, and what was measured to decide it."""

    genre: Genre
    build_stages: StageBuilder
    target_lufs: float
    before: Measurement | None = None
    report: dict[str, Any] = field(default_factory=dict)
    distance_of: Callable[[Path], dict[str, float | None]] | None = None


def _setup(
    params: MasteringParams,
    processing: Processing,
    source: Path,
    references: Sequence[Path],
    progress: Progress,
) -> _Setup:
    def analysed(share: float) -> None:
        progress(_ANALYSIS_SHARE * share, "Listening")

    if references:
        return _reference_setup(params, processing, source, references, analysed)
    target_lufs = DEFAULT_TARGET_LUFS if params.wanted_lufs is None else params.wanted_lufs
    if params.genre != "auto":
        genre = GENRES[params.genre]
        return _Setup(genre, partial(tonal_stages, genre, processing, params.intensity), target_lufs)
    return _auto_setup(params, processing, source, target_lufs, analysed)


def _auto_setup(
    params: MasteringParams,
    processing: Processing,
    source: Path,
    target_lufs: float,
    analysed: Callable[[float], None],
) -> _Setup:
    before, descriptors = describe_source(source, analysed)
    choice = choose_genre(features_of(before, descriptors))
    genre = GENRES[choice.genre]
    report = {"genre_choice": choice.as_report()}
    return _Setup(genre, partial(tonal_stages, genre, processing, params.intensity), target_lufs, before, report)


def _reference_setup(
    params: MasteringParams,
    processing: Processing,
    source: Path,
    references: Sequence[Path],
    analysed: Callable[[float], None],
) -> _Setup:
    reference = analyse_references(references, lambda share: analysed(share / 2))
    before, descriptors = describe_source(source, lambda share: analysed((1 + share) / 2))
    matching = Matching(
        params.match_spectrum,
        params.match_dynamics,
        params.match_width and processing is not Processing.BASIC,
        params.intensity,
    )
    target_lufs = params.wanted_lufs
    if target_lufs is None:
        target_lufs = DEFAULT_TARGET_LUFS
        if params.match_level:
            target_lufs = min(HIGHEST_TARGET_LUFS, max(LOWEST_TARGET_LUFS, reference.integrated_lufs))
    return _Setup(
        REFERENCE,
        partial(matching_stages, reference, matching, descriptors),
        target_lufs,
        before,
        {"reference": reference_report(reference, matching, before, descriptors)},
        distance_of=lambda made: distances(reference, *describe_file(made)),
    )

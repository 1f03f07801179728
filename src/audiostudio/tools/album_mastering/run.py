"""Masters the tracks of an album: all are analysed before the first is touched, so that they become one record."""

from collections.abc import Sequence
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

from audiostudio.audio.mastering.album import (
    album_loudness_lufs,
    alignment_stages,
    tone_alignment,
    track_targets_lufs,
)
from audiostudio.audio.mastering.analysis import describe_source
from audiostudio.audio.mastering.auto_genre import choose_genre, features_of, mean_features
from audiostudio.audio.mastering.descriptors import Descriptors
from audiostudio.audio.mastering.genres import GENRES
from audiostudio.audio.mastering.master import Master, MasteringSpec, StageBuilder, master_file
from audiostudio.audio.mastering.processing import Processing
from audiostudio.audio.mastering.stages import tonal_stages
from audiostudio.audio.meters.programme import Measurement
from audiostudio.tools.album_mastering.params import AlbumParams
from audiostudio.tools.base import Output, Progress, ToolContext, ToolResult
from audiostudio.tools.deliverable import DEFAULT_TARGET_LUFS
from audiostudio.tools.file_names import file_stem
from audiostudio.tools.master_report import ENGINE, master_output, master_report, rounded
from audiostudio.tools.several_files import naming, part_of

_ANALYSIS_SHARE = 0.2


def master_album(
    params: AlbumParams, inputs: Sequence[Path], out_dir: Path, context: ToolContext, progress: Progress
) -> ToolResult:
    """Do what `audiostudio.tools.album_mastering.tool.AlbumMastering.run` promises."""
    names, processing = context.source_names, context.entitlements.processing
    analysed = _analyse(inputs, names, progress)
    target_lufs = DEFAULT_TARGET_LUFS if params.wanted_lufs is None else params.wanted_lufs
    specs, choice = _specs(params, processing, analysed, target_lufs)
    measured = [before for before, _ in analysed]
    outputs, masters = _master_tracks(params, inputs, names, specs, measured, out_dir, progress)
    tracks = [
        {"name": name, "role": output.role, **master_report(params, spec.target_lufs, master)}
        for name, output, spec, master in zip(names, outputs, specs, masters, strict=True)
    ]
    report = {
        "engine": ENGINE,
        "genre": specs[0].genre.name,
        **choice,
        "processing": processing.value,
        "intensity": params.intensity,
        "loudness": params.loudness,
        "target": params.target,
        "target_lufs": target_lufs,
        "album": {
            "seconds": round(sum(before.seconds for before in measured), 3),
            "integrated_lufs_before": rounded(album_loudness_lufs([before.gating_blocks for before in measured])),
            "integrated_lufs": rounded(album_loudness_lufs([master.after.gating_blocks for master in masters])),
        },
        "tracks": tracks,
        "target_limited": any(track["target_limited"] for track in tracks),
    }
    return ToolResult(tuple(outputs), report)


def _master_tracks(
    params: AlbumParams,
    inputs: Sequence[Path],
    names: Sequence[str],
    specs: Sequence[MasteringSpec],
    measured: Sequence[Measurement],
    out_dir: Path,
    progress: Progress,
) -> tuple[list[Output], list[Master]]:
    """Master track by track; where one fails, no file of any stays."""
    seconds = [before.seconds for before in measured]
    shares = [_ANALYSIS_SHARE + (1 - _ANALYSIS_SHARE) * done / sum(seconds) for done in accumulate([0, *seconds])]
    outputs: list[Output] = []
    masters: list[Master] = []
    try:
        for number, (source, spec, name, (start, stop)) in enumerate(
            zip(inputs, specs, names, pairwise(shares), strict=True), 1
        ):
            path = out_dir / f"{number:02d} {file_stem(name)} (album master){spec.format.extension}"
            outputs.append(Output(path, f"track_{number:02d}", "master", spec.format.media_type))
            with naming(name):
                part = part_of(progress, start, stop, name)
                master = master_file(source, path, spec, part, measured[number - 1])
            outputs[-1] = master_output(path, outputs[-1].role, params, master)
            masters.append(master)
    except BaseException:
        for output in outputs:
            output.path.unlink(missing_ok=True)
        raise
    return outputs, masters


def _analyse(inputs: Sequence[Path], names: Sequence[str], progress: Progress) -> list[tuple[Measurement, Descriptors]]:
    analysed = []
    for number, (path, name) in enumerate(zip(inputs, names, strict=True)):
        start, stop = (_ANALYSIS_SHARE * done / len(inputs) for done in (number, number + 1))
        part = part_of(progress, start, stop, name)
        with naming(name):
            analysed.append(describe_source(path, lambda share, part=part: part(share, "Listening")))  # type: ignore[misc]
    return analysed


def _specs(
    params: AlbumParams,
    processing: Processing,
    analysed: Sequence[tuple[Measurement, Descriptors]],
    target_lufs: float,
) -> tuple[list[MasteringSpec], dict[str, Any]]:
    """Return what to make of each track, and how the genre was chosen where it was."""
    genre_name, report = str(params.genre), {}
    if genre_name == "auto":
        choice = choose_genre(mean_features([features_of(*one) for one in analysed]))
        genre_name, report = choice.genre, {"genre_choice": choice.as_report()}
    genre = GENRES[genre_name]
    targets = [target_lufs] * len(analysed)
    if params.loudness == "album":
        targets = track_targets_lufs([measured for measured, _ in analysed], target_lufs)
    curves = tone_alignment([descriptors for _, descriptors in analysed], params.tone_alignment)

    def build_stages(number: int) -> StageBuilder:
        return lambda source: (
            *alignment_stages(curves[number], source),
            *tonal_stages(genre, processing, params.intensity, source),
        )

    specs = [
        MasteringSpec(
            genre=genre,
            build_stages=build_stages(number),
            target_lufs=target,
            ceiling_dbtp=params.ceiling_dbtp,
            format=params.audio_format,
            sample_rate_hz=params.target_sample_rate,
        )
        for number, target in enumerate(targets)
    ]
    return specs, report

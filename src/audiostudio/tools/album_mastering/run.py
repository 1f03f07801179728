"""Masters the tracks of an album: all are analysed before the first is touched, so that they become one record."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

from audiostudio.audio.dsp.surroundings import EdgeMeter
from audiostudio.audio.mastering.album import (
    album_loudness_lufs,
    alignment_stages,
    seams,
    tone_alignment,
    track_targets_lufs,
)
from audiostudio.audio.mastering.analysis import describe_track
from audiostudio.audio.mastering.auto_genre import choose_genre, features_of, mean_features
from audiostudio.audio.mastering.descriptors import Descriptors
from audiostudio.audio.mastering.genres import GENRES
from audiostudio.audio.mastering.master import Master, MasteringSpec, Seams, StageBuilder, master_file
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


@dataclass(frozen=True)
class _Track:
    """One mix of the album, as it was analysed."""

    path: Path
    name: str
    measured: Measurement
    descriptors: Descriptors
    edges: EdgeMeter


def master_album(
    params: AlbumParams, inputs: Sequence[Path], out_dir: Path, context: ToolContext, progress: Progress
) -> ToolResult:
    """Do what `audiostudio.tools.album_mastering.tool.AlbumMastering.run` promises."""
    names, processing = context.source_names, context.entitlements.processing
    mixes = _analyse(inputs, names, progress)
    target_lufs = DEFAULT_TARGET_LUFS if params.wanted_lufs is None else params.wanted_lufs
    specs, choice = _specs(params, processing, mixes, target_lufs)
    measured = [mix.measured for mix in mixes]
    joints = seams([mix.edges for mix in mixes], measured)
    outputs, masters = _master_tracks(params, mixes, specs, joints, out_dir, progress)
    tracks = [
        {
            "name": name,
            "role": output.role,
            "goes_on_from_previous": joint.before is not None,
            **master_report(params, spec.target_lufs, master),
        }
        for name, output, spec, joint, master in zip(names, outputs, specs, joints, masters, strict=True)
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
    mixes: Sequence[_Track],
    specs: Sequence[MasteringSpec],
    joints: Sequence[Seams],
    out_dir: Path,
    progress: Progress,
) -> tuple[list[Output], list[Master]]:
    """Master track by track; where one fails, no file of any stays."""
    seconds = [mix.measured.seconds for mix in mixes]
    shares = [_ANALYSIS_SHARE + (1 - _ANALYSIS_SHARE) * done / sum(seconds) for done in accumulate([0, *seconds])]
    outputs: list[Output] = []
    masters: list[Master] = []
    try:
        for number, (mix, spec, joint, (start, stop)) in enumerate(
            zip(mixes, specs, joints, pairwise(shares), strict=True), 1
        ):
            path = out_dir / f"{number:02d} {file_stem(mix.name)} (album master){spec.format.extension}"
            outputs.append(Output(path, f"track_{number:02d}", "master", spec.format.media_type))
            entered_from = None if joint.before is None else masters[-1]
            with naming(mix.name):
                part = part_of(progress, start, stop, mix.name)
                entered = replace(joint, entered_from=entered_from)
                master = master_file(mix.path, path, spec, part, mix.measured, entered)
            outputs[-1] = master_output(path, outputs[-1].role, params, master)
            masters.append(master)
    except BaseException:
        for output in outputs:
            output.path.unlink(missing_ok=True)
        raise
    return outputs, masters


def _analyse(inputs: Sequence[Path], names: Sequence[str], progress: Progress) -> list[_Track]:
    mixes = []
    for number, (path, name) in enumerate(zip(inputs, names, strict=True)):
        start, stop = (_ANALYSIS_SHARE * done / len(inputs) for done in (number, number + 1))
        part = part_of(progress, start, stop, name)
        with naming(name):
            mixes.append(_Track(path, name, *describe_track(path, partial(part, message="Listening"))))
    return mixes


def _specs(
    params: AlbumParams,
    processing: Processing,
    mixes: Sequence[_Track],
    target_lufs: float,
) -> tuple[list[MasteringSpec], dict[str, Any]]:
    """Return what to make of each track, and how the genre was chosen where it was."""
    genre_name, report = str(params.genre), {}
    if genre_name == "auto":
        choice = choose_genre(mean_features([features_of(mix.measured, mix.descriptors) for mix in mixes]))
        genre_name, report = choice.genre, {"genre_choice": choice.as_report()}
    genre = GENRES[genre_name]
    targets = [target_lufs] * len(mixes)
    if params.loudness == "album":
        targets = track_targets_lufs([mix.measured for mix in mixes], target_lufs)
    curves = tone_alignment([mix.descriptors for mix in mixes], params.tone_alignment)

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

"""Masters a song from its stems: each gets a little care, their sum goes through the mastering chain."""

import math
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from audiostudio.audio.errors import AudioError
from audiostudio.audio.mastering.analysis import measure_file
from audiostudio.audio.mastering.genres import GENRES
from audiostudio.audio.mastering.master import MasteringSpec, master_file
from audiostudio.audio.mastering.stages import tonal_stages
from audiostudio.audio.mastering.stems import PreparedStem, Role, Stem, guess_role, prepare_stem, sum_stems
from audiostudio.audio.meters.programme import Measurement
from audiostudio.tools.base import Progress, ToolContext, ToolError, ToolResult
from audiostudio.tools.deliverable import DEFAULT_TARGET_LUFS
from audiostudio.tools.file_names import file_stem
from audiostudio.tools.master_report import ENGINE, master_output, master_report, rounded
from audiostudio.tools.several_files import naming, part_of
from audiostudio.tools.stem_mastering.params import StemMasteringParams

# Shares of the time after which stems are measured, prepared and summed; the rest is mastering.
_MEASURED, _PREPARED, _SUMMED = 0.2, 0.35, 0.5
_SHORTEST_TITLE = 3


def master_stems(
    params: StemMasteringParams, inputs: Sequence[Path], out_dir: Path, context: ToolContext, progress: Progress
) -> ToolResult:
    """Do what `audiostudio.tools.stem_mastering.tool.StemMastering.run` promises."""
    names = context.source_names
    stems = _measure(inputs, names, _roles(params, names), progress)
    genre, processing = GENRES[params.genre], context.entitlements.processing
    target_lufs = DEFAULT_TARGET_LUFS if params.wanted_lufs is None else params.wanted_lufs
    spec = MasteringSpec(
        genre=genre,
        build_stages=partial(tonal_stages, genre, processing, params.intensity),
        target_lufs=target_lufs,
        ceiling_dbtp=params.ceiling_dbtp,
        format=params.audio_format,
        sample_rate_hz=params.target_sample_rate,
    )
    path = out_dir / f"{_title(names)} ({genre.name} master){spec.format.extension}"
    with TemporaryDirectory(dir=out_dir) as folder:
        mix = Path(folder) / "mix.wav"
        prepared = _mix(stems, names, params.care, mix, progress)
        master = master_file(mix, path, spec, part_of(progress, _SUMMED, 1, "Mix"))
    report = {
        "engine": ENGINE,
        "genre": genre.name,
        "processing": processing.value,
        "intensity": params.intensity,
        "care": params.care,
        "stems": [_stem_report(name, one) for name, one in zip(names, prepared, strict=True)],
        **master_report(params, target_lufs, master),
    }
    return ToolResult((master_output(path, "master", params, master),), report)


def _roles(params: StemMasteringParams, names: Sequence[str]) -> Sequence[Role]:
    if params.roles is None:
        return [guess_role(name) for name in names]
    if len(params.roles) != len(names):
        raise ToolError("parameters_invalid", f"roles names {len(params.roles)} stems, but {len(names)} files came.")
    return params.roles


def _measure(inputs: Sequence[Path], names: Sequence[str], roles: Sequence[Role], progress: Progress) -> list[Stem]:
    stems: list[Stem] = []
    for number, (path, name, role) in enumerate(zip(inputs, names, roles, strict=True)):
        start, stop = (_MEASURED * done / len(inputs) for done in (number, number + 1))
        part = part_of(progress, start, stop, name)
        with naming(name):
            measured = measure_file(path, partial(part, message="Listening"))
            if measured.channels > 2:
                raise AudioError(
                    "audio_channels_unsupported", f"The stem has {measured.channels} channels; send 1 or 2."
                )
        if stems:
            _check_alike(names[0], stems[0].measured, name, measured)
        stems.append(Stem(path, role, measured))
    return stems


def _check_alike(first_name: str, first: Measurement, name: str, measured: Measurement) -> None:
    if (measured.sample_rate_hz, measured.frames) == (first.sample_rate_hz, first.frames):
        return
    raise ToolError(
        "stems_differ",
        f"{name} has {measured.frames:,} frames at {measured.sample_rate_hz:,} Hz, {first_name} has {first.frames:,} "
        f"at {first.sample_rate_hz:,} Hz; export all stems from the same start to the same end, at one rate.",
    )


def _mix(stems: Sequence[Stem], names: Sequence[str], care: float, mix: Path, progress: Progress) -> list[PreparedStem]:
    prepared = []
    width = (_PREPARED - _MEASURED) / len(stems)
    for number, (stem, name) in enumerate(zip(stems, names, strict=True)):
        start = _MEASURED + number * width
        part = part_of(progress, start, start + width, name)
        with naming(name):
            prepared.append(prepare_stem(stem, care, partial(part, message="Care")))
    sum_stems(prepared, mix, partial(part_of(progress, _PREPARED, _SUMMED, "Mix"), message="Summing"))
    return prepared


def _stem_report(name: str, prepared: PreparedStem) -> dict[str, Any]:
    lufs = prepared.stem.measured.loudness.integrated_lufs
    return {
        "name": name,
        "role": prepared.stem.role,
        "silent": not math.isfinite(lufs),
        "integrated_lufs": rounded(lufs),
        "stages": prepared.as_report(),
    }


def _title(names: Sequence[str]) -> str:
    """Return what all names begin with, which is most often the song's; else a plain word."""
    stems = [file_stem(name) for name in names]
    length = next(
        (at for at, letters in enumerate(zip(*stems, strict=False)) if len(set(letters)) > 1), min(map(len, stems))
    )
    common = stems[0][:length].rstrip(" -_.([")
    return common if len(common) >= _SHORTEST_TITLE else "Mix"

"""Stem mastering: the stems of one song go in, each gets a little care, their sum comes out mastered."""

import math
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from audiostudio.audio.errors import AudioError
from audiostudio.tools.base import Progress, ToolContext, ToolError, ToolResult
from audiostudio.tools.deliverable import (
    DEFAULT_TARGET_LUFS,
    GENRES,
    DeliverableParams,
    Genre,
    MasteringTool,
    any_case,
    file_stem,
)
from audiostudio.tools.parts.mastering_report import ENGINE, PROCESSING, master_output, master_report, rounded
from audiostudio.tools.several_files import naming, part_of

if TYPE_CHECKING:  # compiled signal processing is only loaded by those who run it
    from audiostudio.audio.mastering.stems import PreparedStem, Role, Stem
    from audiostudio.audio.meters.programme import Measurement

# Shares of the time that listening, dry runs and summing take; the rest is mastering.
_LISTENED, _REHEARSED, _SUMMED = 0.2, 0.35, 0.5
_SHORTEST_TITLE = 3


class StemMasteringParams(DeliverableParams):
    """What to make of the stems of one song."""

    roles: tuple[Literal["vocals", "drums", "bass", "other"], ...] | None = Field(
        None, max_length=12, description="What each file holds, in their order; guessed from the names unless given."
    )
    care: float = Field(1.0, ge=0, le=1, description="How much care each stem gets; 0 only sums them.")
    genre: Annotated[Genre, any_case(*GENRES)] = Field("Pop", description="Whose character the master gets.")
    intensity: float = Field(
        1.0, ge=0, le=1, description="How much of the genre's character to apply; 0 only sets the loudness."
    )


class StemMastering(MasteringTool[StemMasteringParams]):
    """A master from stems of equal length and rate, which start together."""

    name = "stem_mastering"
    title = "Stem mastering"
    summary = "Mixes up to twelve stems of a song, with care for each, and masters their sum."
    Params = StemMasteringParams
    max_files = 12

    def price_credits(self, params: StemMasteringParams, file_count: int = 1) -> int:
        """Return the price of one master, however many stems it is made from."""
        return 1

    def run(
        self,
        params: StemMasteringParams,
        inputs: Sequence[Path],
        out_dir: Path,
        context: ToolContext,
        progress: Progress,
    ) -> ToolResult:
        """Sum and master all inputs.

        Raises:
            AudioError: a stem cannot be decoded (the detail begins with its name), or the sum cannot be mastered.
            ToolError: ``stems_differ`` where length or rate do, ``parameters_invalid`` where ``roles`` names more or
                fewer stems than there are; as `check`.
        """
        from audiostudio.audio.mastering.genres import GENRES as CHARACTERS
        from audiostudio.audio.mastering.master import MasteringSpec, master_file
        from audiostudio.audio.mastering.stages import Processing, tonal_stages

        self.check(params, context.tier)
        names = context.source_names
        stems = _listen(inputs, names, _roles(params, names), progress)
        genre, processing = CHARACTERS[params.genre], Processing(PROCESSING[context.tier])
        target_lufs = DEFAULT_TARGET_LUFS if params.wanted_lufs is None else params.wanted_lufs
        spec = MasteringSpec(
            genre=genre,
            build_stages=partial(tonal_stages, genre, processing, params.intensity),
            target_lufs=target_lufs,
            ceiling_dbtp=params.ceiling_dbtp,
            format=params.format,
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


def _roles(params: StemMasteringParams, names: Sequence[str]) -> Sequence["Role"]:
    from audiostudio.audio.mastering.stems import guess_role

    if params.roles is None:
        return [guess_role(name) for name in names]
    if len(params.roles) != len(names):
        raise ToolError("parameters_invalid", f"roles names {len(params.roles)} stems, but {len(names)} files came.")
    return params.roles


def _listen(inputs: Sequence[Path], names: Sequence[str], roles: Sequence["Role"], progress: Progress) -> list["Stem"]:
    from audiostudio.audio.mastering.analysis import measure_file
    from audiostudio.audio.mastering.stems import Stem

    stems: list[Stem] = []
    for number, (path, name, role) in enumerate(zip(inputs, names, roles, strict=True)):
        start, stop = (_LISTENED * done / len(inputs) for done in (number, number + 1))
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


def _check_alike(first_name: str, first: "Measurement", name: str, measured: "Measurement") -> None:
    if (measured.sample_rate_hz, measured.frames) == (first.sample_rate_hz, first.frames):
        return
    raise ToolError(
        "stems_differ",
        f"{name} has {measured.frames:,} frames at {measured.sample_rate_hz:,} Hz, {first_name} has {first.frames:,} "
        f"at {first.sample_rate_hz:,} Hz; export all stems from the same start to the same end, at one rate.",
    )


def _mix(
    stems: Sequence["Stem"], names: Sequence[str], care: float, mix: Path, progress: Progress
) -> list["PreparedStem"]:
    from audiostudio.audio.mastering.stems import prepare_stem, sum_stems

    prepared = []
    width = (_REHEARSED - _LISTENED) / len(stems)
    for number, (stem, name) in enumerate(zip(stems, names, strict=True)):
        start = _LISTENED + number * width
        part = part_of(progress, start, start + width, name)
        with naming(name):
            prepared.append(prepare_stem(stem, care, partial(part, message="Care")))
    sum_stems(prepared, mix, partial(part_of(progress, _REHEARSED, _SUMMED, "Mix"), message="Summing"))
    return prepared


def _stem_report(name: str, prepared: "PreparedStem") -> dict[str, Any]:
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


TOOL = StemMastering()

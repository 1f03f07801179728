"""Album mastering: tracks go in, as many masters come out, at a loudness and with a tone that make them one record."""

from collections.abc import Sequence
from itertools import accumulate, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from audiostudio.tools.base import Output, Progress, ToolContext, ToolResult
from audiostudio.tools.deliverable import (
    DEFAULT_TARGET_LUFS,
    GENRES,
    DeliverableParams,
    GenreOrAuto,
    MasteringTool,
    any_case,
    file_stem,
)
from audiostudio.tools.parts.mastering_report import ENGINE, PROCESSING, master_output, master_report, rounded
from audiostudio.tools.several_files import naming, part_of
from audiostudio.tools.tiers import Tier

if TYPE_CHECKING:  # compiled signal processing is only loaded by those who run it
    from audiostudio.audio.mastering.analysis import Measurement
    from audiostudio.audio.mastering.descriptors import Portrait
    from audiostudio.audio.mastering.master import Master, Order

_LISTENING_SHARE = 0.2


class AlbumParams(DeliverableParams):
    """What to make of a set of tracks."""

    genre: Annotated[GenreOrAuto, any_case(*GENRES, "auto")] = Field(
        "Pop", description="Whose character the album gets; auto listens to all of it, chooses and says why."
    )
    intensity: float = Field(
        1.0, ge=0, le=1, description="How much of the genre's character to apply; 0 leaves only loudness and alignment."
    )
    loudness: Literal["album", "track"] = Field(
        "album",
        description="album: the whole meets the target, and tracks keep their proportions (at most 3 LU above and "
        "6 LU below it); track: each meets it.",
    )
    tone_alignment: float = Field(
        0.5, ge=0, le=1, description="How far each track's tone moves towards the album's mean, by 3 dB at most."
    )


class AlbumMastering(MasteringTool[AlbumParams]):
    """Masters that belong together; sample-exact lengths, so gaps and segues stay as they are.

    The job is whole or not at all: one file that cannot be mastered fails it, under that file's name.
    """

    name = "album_mastering"
    title = "Album mastering"
    summary = "Masters up to twenty tracks as one record: consistent loudness and tone, gaps kept."
    Params = AlbumParams
    max_files = 20

    def run(
        self,
        params: AlbumParams,
        inputs: Sequence[Path],
        out_dir: Path,
        context: ToolContext,
        progress: Progress,
    ) -> ToolResult:
        """Master all inputs, in their order.

        Raises:
            AudioError: a track cannot be decoded or mastered; the detail begins with its name.
            ToolError: as `check`.
        """
        from audiostudio.audio.mastering.album import album_loudness_lufs

        self.check(params, context.tier)
        names = context.source_names
        heard = _listen(inputs, names, progress)
        target_lufs = DEFAULT_TARGET_LUFS if params.wanted_lufs is None else params.wanted_lufs
        orders, choice = _orders(params, context.tier, heard, target_lufs)
        seconds = [measured.seconds for measured, _ in heard]
        shares = [_LISTENING_SHARE + (1 - _LISTENING_SHARE) * done / sum(seconds) for done in accumulate([0, *seconds])]
        outputs: list[Output] = []
        masters: list[Master] = []
        try:
            for number, (source, order, name, (start, stop)) in enumerate(
                zip(inputs, orders, names, pairwise(shares), strict=True), 1
            ):
                path = out_dir / f"{number:02d} {file_stem(name)} (album master){order.format.extension}"
                outputs.append(Output(path, f"track_{number:02d}", "master", params.format.media_type))
                master = _master(source, path, order, name, heard[number - 1][0], part_of(progress, start, stop, name))
                outputs[-1] = master_output(path, outputs[-1].role, params, master)
                masters.append(master)
        except BaseException:
            for output in outputs:
                output.path.unlink(missing_ok=True)
            raise
        tracks = [
            {"name": name, "role": output.role, **master_report(params, order.target_lufs, master)}
            for name, output, order, master in zip(names, outputs, orders, masters, strict=True)
        ]
        report = {
            "engine": ENGINE,
            "genre": orders[0].genre.name,
            **choice,
            "processing": PROCESSING[context.tier],
            "intensity": params.intensity,
            "loudness": params.loudness,
            "target": params.target,
            "target_lufs": target_lufs,
            "album": {
                "seconds": round(sum(seconds), 3),
                "integrated_lufs_before": rounded(album_loudness_lufs([m.gating_blocks for m, _ in heard])),
                "integrated_lufs": rounded(album_loudness_lufs([m.after.gating_blocks for m in masters])),
            },
            "tracks": tracks,
            "target_limited": any(track["target_limited"] for track in tracks),
        }
        return ToolResult(tuple(outputs), report)


def _listen(inputs: Sequence[Path], names: Sequence[str], progress: Progress) -> list[tuple["Measurement", "Portrait"]]:
    from audiostudio.audio.mastering.analysis import portray_source

    heard = []
    for number, (path, name) in enumerate(zip(inputs, names, strict=True)):
        start, stop = (_LISTENING_SHARE * done / len(inputs) for done in (number, number + 1))
        part = part_of(progress, start, stop, name)
        with naming(name):
            heard.append(portray_source(path, lambda share, part=part: part(share, "Listening")))  # type: ignore[misc]
    return heard


def _master(source: Path, path: Path, order: "Order", name: str, before: "Measurement", progress: Progress) -> "Master":
    from audiostudio.audio.mastering.master import master_file

    with naming(name):
        return master_file(source, path, order, progress, before)


def _orders(
    params: AlbumParams, tier: Tier, heard: Sequence[tuple["Measurement", "Portrait"]], target_lufs: float
) -> tuple[list["Order"], dict[str, Any]]:
    """Return what to make of each track, and how the genre was chosen where it was."""
    from audiostudio.audio.mastering.album import alignment_stages, tone_alignment, track_targets_lufs
    from audiostudio.audio.mastering.auto_genre import choose_genre, features_of, mean_features
    from audiostudio.audio.mastering.genres import GENRES as CHARACTERS
    from audiostudio.audio.mastering.master import Order, Shaping
    from audiostudio.audio.mastering.stages import Processing, tonal_stages

    genre_name, report = str(params.genre), {}
    if genre_name == "auto":
        choice = choose_genre(mean_features([features_of(*one) for one in heard]))
        genre_name, report = choice.genre, {"genre_choice": choice.as_report()}
    genre, processing = CHARACTERS[genre_name], Processing(PROCESSING[tier])
    targets = [target_lufs] * len(heard)
    if params.loudness == "album":
        targets = track_targets_lufs([measured for measured, _ in heard], target_lufs)
    curves = tone_alignment([portrait for _, portrait in heard], params.tone_alignment)

    def shaping(number: int) -> Shaping:
        return lambda source: (
            *alignment_stages(curves[number], source),
            *tonal_stages(genre, processing, params.intensity, source),
        )

    orders = [
        Order(
            genre=genre,
            shaping=shaping(number),
            target_lufs=target,
            ceiling_dbtp=params.ceiling_dbtp,
            format=params.format,
            sample_rate_hz=params.target_sample_rate,
        )
        for number, target in enumerate(targets)
    ]
    return orders, report


TOOL = AlbumMastering()

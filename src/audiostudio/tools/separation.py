"""Separation as a tool: a mix goes in, one file a stem comes out, and the stems' sum is the mix."""

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BeforeValidator, Field

from audiostudio.tools.base import Output, Progress, Tool, ToolContext, ToolError, ToolParams, ToolResult
from audiostudio.tools.tiers import LIMITS, Tier

if TYPE_CHECKING:  # networks and decoders are only loaded by those who run the tool
    from audiostudio.audio.block import Block
    from audiostudio.audio.codecs import AudioFormat, AudioWriter
    from audiostudio.audio.dither import Dither
    from audiostudio.engines.separation.base import Separator

Stem = Literal["vocals", "accompaniment"]

FORMATS = ("WAV", "FLAC", "MP3")
_BIT_DEPTHS: dict[str, tuple[int, ...]] = {"WAV": (16, 24, 32), "FLAC": (16, 24), "MP3": (16, 24, 32)}
_DITHERED_BIT_DEPTH = 16


class SeparationParams(ToolParams):
    """What to take a mix apart into."""

    model: Literal["spleeter:2stems"] = Field("spleeter:2stems", description="The network that does it.")
    stems: tuple[Stem, ...] = Field(
        ("vocals", "accompaniment"), min_length=1, max_length=2, description="Which stems to write."
    )
    output_format: Annotated[
        Literal["WAV", "FLAC", "MP3"],
        BeforeValidator(lambda value: value.upper() if isinstance(value, str) else value),
    ] = Field("WAV", description="Format of the stems.")
    bit_depth: Literal[16, 24, 32] = Field(
        24, description="Bits a sample in WAV and FLAC; 32 is floating point, WAV only."
    )


class Separation(Tool[SeparationParams]):
    """Stems at the mix's own rate, length and level."""

    name = "separation"
    title = "Stem separation"
    summary = "Takes a song apart into vocals and accompaniment that add up to the song again."
    Params = SeparationParams

    def check(self, params: SeparationParams, tier: Tier) -> None:
        """Refuse formats that the tier does not have, and depths that the format cannot hold.

        Raises:
            ToolError: ``format_not_in_tier`` or ``format_bit_depth_unsupported``, with what would be accepted.
        """
        formats = [name for name in FORMATS if name in LIMITS[tier].formats]
        if params.output_format not in formats:
            raise ToolError(
                "format_not_in_tier",
                f"The {tier} tier gets stems as {' or '.join(formats)}, not {params.output_format}.",
                allowed={"output_format": formats},
            )
        depths = _BIT_DEPTHS[params.output_format]
        if params.bit_depth not in depths:
            raise ToolError(
                "format_bit_depth_unsupported",
                f"{params.output_format} holds {' or '.join(map(str, depths))} bits, not {params.bit_depth}.",
                allowed={"bit_depth": list(depths)},
            )

    def run(
        self,
        params: SeparationParams,
        inputs: Sequence[Path],
        out_dir: Path,
        context: ToolContext,
        progress: Progress,
    ) -> ToolResult:
        """Separate the first input.

        Stems have its sample rate, length and channels (5.1 is mixed down to stereo first); nothing is rescaled.

        Raises:
            AudioError: the mix cannot be decoded, or its rate or channels do not fit the model or the format.
            ToolError: as `check`.
            audiostudio.engines.weights.store.ModelMissing: the model's weights are not installed.
        """
        from audiostudio.audio.codecs import AudioFormat, check_format, create_audio, open_audio
        from audiostudio.audio.dither import Dither
        from audiostudio.audio.downmix import as_mono_or_stereo

        self.check(params, context.tier)
        fmt = AudioFormat(params.output_format, params.bit_depth)
        is_float = fmt.bit_depth == 32 and not fmt.is_lossy
        is_dithered = fmt.bit_depth == _DITHERED_BIT_DEPTH and not fmt.is_lossy
        chosen = tuple(dict.fromkeys(params.stems))
        with open_audio(inputs[0]) as mix, ExitStack() as files:
            blocks, channels = as_mono_or_stereo(mix.blocks(), mix.channels)
            check_format(fmt, mix.sample_rate_hz, channels)
            progress(0.0, "loading the model")
            separator = _separator(params.model, context)
            encoders = {
                stem: _Encoder(
                    files.enter_context(create_audio(_path(out_dir, stem, fmt), fmt, mix.sample_rate_hz, channels)),
                    Dither(channels, fmt.bit_depth, seed) if is_dithered else None,
                )
                for seed, stem in enumerate(chosen)
            }
            pool = files.enter_context(ThreadPoolExecutor(len(chosen)))
            done_frames, total_frames = 0, max(1.0, mix.duration_s * mix.sample_rate_hz)
            encoding: list[Future[None]] = []
            for stems in separator.separate(blocks, mix.sample_rate_hz, channels):
                fitted = stems if is_float else _within_full_scale(stems)
                _wait(encoding)
                encoding = [pool.submit(encoders[stem].write, fitted[stem]) for stem in chosen]
                done_frames += next(iter(stems.values())).shape[1]
                progress(min(1.0, done_frames / total_frames), "separating")
            _wait(encoding)
        facts = {
            "duration_s": round(done_frames / mix.sample_rate_hz, 3),
            "sample_rate_hz": mix.sample_rate_hz,
            "channels": channels,
        }
        return ToolResult(
            outputs=tuple(
                Output(_path(out_dir, stem, fmt), stem, "stem", fmt.media_type, dict(facts)) for stem in chosen
            ),
            report={
                "engine": separator.engine,
                "model": separator.model,
                "licence": separator.licence,
                "stems": list(chosen),
                "mixed_down_from_channels": mix.channels if mix.channels != channels else None,
                **facts,
            },
        )


@dataclass(frozen=True)
class _Encoder:
    """Writes one stem, in a thread of its own while the next segment is separated."""

    writer: "AudioWriter"
    dither: "Dither | None"

    def write(self, block: "Block") -> None:
        self.writer.write(block if self.dither is None else self.dither.process(block))


def _wait(encoding: "list[Future[None]]") -> None:
    """Wait for blocks being written, and raise what went wrong with them."""
    for write in encoding:
        write.result()


def _separator(model: str, context: ToolContext) -> "Separator":
    from audiostudio.engines.separation.spleeter import SpleeterSeparator
    from audiostudio.engines.weights.store import ModelStore

    path = ModelStore(context.models_dir).path(model)
    return SpleeterSeparator(path, use_cpu=context.use_cpu, threads=context.threads)


def _path(out_dir: Path, stem: str, fmt: "AudioFormat") -> Path:
    return out_dir / f"{stem}{fmt.extension}"


def _within_full_scale(stems: "dict[str, Block]") -> "dict[str, Block]":
    """Hand what one stem has beyond full scale to the other, so that no file clips and the sum stays the mix.

    A stem can be louder than the mix it came from where the other one opposes it.
    """
    import numpy as np

    vocals, accompaniment = stems["vocals"], stems["accompaniment"]
    if max(np.abs(vocals).max(initial=0), np.abs(accompaniment).max(initial=0)) <= 1:
        return stems
    mix = vocals + accompaniment
    fitted = np.clip(vocals, np.maximum(-1, mix - 1), np.minimum(1, mix + 1))
    return {"vocals": fitted, "accompaniment": mix - fitted}


TOOL = Separation()

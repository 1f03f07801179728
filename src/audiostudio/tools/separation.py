"""Separation as a tool: a mix goes in; its stems come out, or one of them and the rest, or a song to sing along."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, Self, get_args

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema, model_validator

from audiostudio.engines.separation.separators import SEPARATORS, BuildOrder, build_separator, shared_stems
from audiostudio.tools.base import Output, Progress, Tool, ToolContext, ToolError, ToolParams, ToolResult
from audiostudio.tools.deliverable import any_case, file_stem
from audiostudio.tools.tiers import LIMITS, Tier

if TYPE_CHECKING:  # networks and decoders are only loaded by those who run the tool
    from audiostudio.audio.block import Block
    from audiostudio.audio.plots.stem_waveforms import WaveformMeter
    from audiostudio.engines.separation.base import Separator, Tick
    from audiostudio.engines.separation.products import Balance

Format = Literal["WAV", "FLAC", "MP3", "AIFF", "AAC", "OGG", "OPUS"]

FORMATS: tuple[Format, ...] = get_args(Format)
_BIT_DEPTHS: dict[Format, tuple[int, ...]] = {"WAV": (16, 24, 32), "FLAC": (16, 24), "AIFF": (16, 24)}
_LOSSY_BIT_DEPTHS = (16, 24, 32)  # lossy files have none; whatever is said is no reason to refuse


def _known(name: str) -> str:
    if name not in SEPARATORS:
        raise ValueError(f"there is no model {name!r}; choose one of {', '.join(SEPARATORS)}")
    return name


_ALL_STEMS = tuple(dict.fromkeys(stem for row in SEPARATORS.values() for stem in row.stems))

ModelName = Annotated[str, AfterValidator(_known), WithJsonSchema({"type": "string", "enum": list(SEPARATORS)})]
StemName = Annotated[str, BeforeValidator(str), WithJsonSchema({"type": "string", "enum": list(_ALL_STEMS)})]


class SeparationParams(ToolParams):
    """What to take a mix apart into, and how."""

    model: ModelName = Field("spleeter:2stems", description="The network that does it.")
    ensemble: tuple[ModelName, ...] = Field(
        (), max_length=4, description="Further networks, whose answers are joined with that of model."
    )
    ensemble_method: Literal["average", "median_spectrogram"] = Field(
        "average",
        description="How answers are joined: the average of the sounds, or the median of their spectra's magnitudes.",
    )
    stems: Annotated[tuple[StemName, ...], Field(min_length=1)] | None = Field(
        None, description="Which stems to write; all that the model makes unless given."
    )
    two_stems: StemName | None = Field(
        None, description="Write this stem and the rest of the mix, instead of all stems."
    )
    karaoke: bool = Field(
        False,
        description="Write the mix without its lead voice, instead of stems: what the vocals have in the middle is "
        "taken out, backing voices at the sides stay.",
    )
    shifts: int = Field(
        0, ge=0, le=10, description="Average over so many random shifts of the song: a little better, as often slower."
    )
    seed: int = Field(0, ge=0, lt=2**31, description="Of the shifts; the same seed makes the same stems.")
    overlap: float | None = Field(
        None,
        ge=0,
        le=0.95,
        description="Share of a network's chunk that the next one covers again; the model's own unless given.",
    )
    output_format: Annotated[Format, any_case(*FORMATS)] = Field(
        "WAV", description="Format of the stems; AAC comes as M4A, OGG is Vorbis, OPUS has 48000 Hz."
    )
    bit_depth: Literal[16, 24, 32] = Field(
        24, description="Bits a sample in WAV, FLAC and AIFF; 32 is floating point, WAV only."
    )
    waveforms: bool = Field(False, description="Also draw the stems' waveforms, as an SVG picture.")

    @property
    def models(self) -> tuple[str, ...]:
        """All networks that answer."""
        return (self.model, *self.ensemble)

    @property
    def wanted(self) -> tuple[str, ...]:
        """The stems that networks must make."""
        if self.karaoke:
            return ("vocals",)
        if self.two_stems:
            return (self.two_stems,)
        return tuple(dict.fromkeys(self.stems or shared_stems(self.models)))

    @model_validator(mode="after")
    def _possible(self) -> Self:
        if len(set(self.models)) < len(self.models):
            raise ValueError("ensemble names a model twice; each answers once")
        shared = shared_stems(self.models)
        who = " and ".join(self.models)
        if not shared:
            raise ValueError(f"{who} share no stem; choose models that do")
        if unknown := [stem for stem in self.wanted if stem not in shared]:
            raise ValueError(f"{who} cannot make {', '.join(unknown)}; choose from {', '.join(shared)}")
        if sum(map(bool, (self.stems, self.two_stems, self.karaoke))) > 1:
            raise ValueError("stems, two_stems and karaoke are three different results; ask for one of them")
        for name in self.models:
            if self.shifts and not SEPARATORS[name].shifts:
                raise ValueError(f"{name} takes no shifts; {_those_with('shifts')} do")
            if self.overlap is not None and not SEPARATORS[name].overlaps:
                raise ValueError(f"{name} has its own overlap; {_those_with('overlaps')} let it be chosen")
        return self


class Separation(Tool[SeparationParams]):
    """Stems at the mix's own rate, length and level."""

    name = "separation"
    title = "Stem separation"
    summary = "Takes a song apart into vocals, drums, bass and more, or makes it ready to sing along."
    Params = SeparationParams

    def price_credits(self, params: SeparationParams, file_count: int = 1) -> int:
        """Return the price: each network's own, as often as it has to listen."""
        return sum(SEPARATORS[name].credits for name in params.models) * max(1, params.shifts) * file_count

    def check(self, params: SeparationParams, tier: Tier) -> None:
        """Refuse formats that the tier does not have, and depths that the format cannot hold.

        Raises:
            ToolError: ``format_not_in_tier`` or ``format_bit_depth_unsupported``, with what would be accepted.
        """
        # Opus is an Ogg format too; the published table has one word for both.
        formats = [name for name in FORMATS if ("OGG" if name == "OPUS" else name) in LIMITS[tier].formats]
        if params.output_format not in formats:
            raise ToolError(
                "format_not_in_tier",
                f"The {tier} tier gets stems as {' or '.join(formats)}, not {params.output_format}.",
                allowed={"output_format": formats},
            )
        depths = _BIT_DEPTHS.get(params.output_format, _LOSSY_BIT_DEPTHS)
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
            audiostudio.engines.weights.store.ModelError: the model's weights, or the packages that its engine needs,
                are not installed, or cannot be used.
        """
        from audiostudio.audio.codecs import AudioFormat, open_audio
        from audiostudio.audio.dsp.downmix import as_mono_or_stereo
        from audiostudio.audio.plots.stem_waveforms import WaveformMeter
        from audiostudio.engines.separation.products import Balance, within_full_scale
        from audiostudio.tools.parts.stem_files import StemFiles, StemSettings

        self.check(params, context.tier)
        with open_audio(inputs[0]) as reader:
            rate_hz, mix_channels = reader.sample_rate_hz, reader.channels
            total_frames = max(1.0, reader.duration_s * rate_hz)
        _, channels = as_mono_or_stereo((), mix_channels)
        settings = StemSettings(AudioFormat(params.output_format, params.bit_depth), rate_hz, channels)
        files = StemFiles(out_dir, _written(params), settings)
        progress(0.0, "loading the model")
        separator = _separator(params, context)
        done_frames, balance = 0, Balance()
        meters = {stem: WaveformMeter(rate_hz) for stem in files.paths} if params.waveforms else {}

        def tick() -> None:
            progress(min(1.0, done_frames / total_frames), "separating")

        with files:
            for parts in _parts(params, separator, _Mix(inputs[0]), (rate_hz, channels), tick, balance):
                fitted = parts if settings.is_float else within_full_scale(parts, balance)
                files.write(fitted)
                for stem, meter in meters.items():
                    meter.feed(fitted[stem])
                done_frames += next(iter(parts.values())).shape[1]
                tick()
            files.finish()
        facts = {
            "duration_s": round(done_frames / rate_hz, 3),
            "sample_rate_hz": settings.sample_rate_hz,
            "channels": channels,
        }
        outputs = [
            Output(path, stem, "stem", settings.format.media_type, dict(facts)) for stem, path in files.paths.items()
        ]
        if meters:
            outputs.append(_picture(out_dir, meters, done_frames / rate_hz, context))
        return ToolResult(
            outputs=tuple(outputs),
            report={
                "engine": separator.engine,
                "model": separator.model,
                "licence": separator.licence,
                "stems": list(files.paths),
                "sums_to_mix": separator.sums_to_mix or params.two_stems is not None,
                "residual_db": None if balance.residual_db is None else round(balance.residual_db, 1),
                "samples_handed_over": balance.moved_samples,
                "mixed_down_from_channels": mix_channels if mix_channels != channels else None,
                **facts,
            },
        )


class _Mix:
    """The song in mono or stereo, decoded anew whenever it is read."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __iter__(self) -> "Iterator[Block]":
        from audiostudio.audio.codecs import open_audio
        from audiostudio.audio.dsp.downmix import as_mono_or_stereo

        with open_audio(self._path) as reader:
            yield from as_mono_or_stereo(reader.blocks(), reader.channels)[0]


def _those_with(ability: Literal["shifts", "overlaps"]) -> str:
    return ", ".join(row.name for row in SEPARATORS.values() if getattr(row, ability))


def _written(params: SeparationParams) -> tuple[str, ...]:
    """Return the names of the files that a run makes."""
    if params.karaoke:
        return ("karaoke",)
    if params.two_stems:
        return params.two_stems, f"no_{params.two_stems}"
    return params.wanted


def _separator(params: SeparationParams, context: ToolContext) -> "Separator":
    from audiostudio.engines.separation.ensemble import EnsembleSeparator

    order = BuildOrder(
        models_dir=context.models_dir,
        use_cpu=context.use_cpu,
        threads=context.threads,
        stems=params.wanted,
        shifts=params.shifts,
        overlap=params.overlap,
        seed=params.seed,
    )
    separators = [build_separator(name, order) for name in params.models]
    if len(separators) == 1:
        return separators[0]
    return EnsembleSeparator(separators, params.wanted, params.ensemble_method)


def _parts(
    params: SeparationParams,
    separator: "Separator",
    mix: _Mix,
    shape: tuple[int, int],
    tick: "Tick",
    balance: "Balance",
) -> "Iterator[dict[str, Block]]":
    """Return what is made of the mix, of ``shape`` (rate in Hz, channels), part after part."""
    from audiostudio.engines.separation.products import lead_and_karaoke, stem_and_rest, stems_of

    if params.karaoke:
        return lead_and_karaoke(separator, mix, *shape, tick)
    if params.two_stems:
        return stem_and_rest(separator, params.two_stems, mix, *shape, tick)
    is_whole = set(params.wanted) == set(shared_stems(params.models)) == set(SEPARATORS[params.model].stems)
    return stems_of(separator, mix, *shape, tick, balance if is_whole and not separator.sums_to_mix else None)


def _picture(out_dir: Path, meters: "dict[str, WaveformMeter]", duration_s: float, context: ToolContext) -> Output:
    from audiostudio.audio.plots.stem_waveforms import draw_stems

    path = out_dir / "waveforms.svg"
    path.write_text(draw_stems(meters, duration_s, file_stem(context.source_name)), encoding="utf-8")
    return Output(path, "waveforms", "picture", "image/svg+xml")


TOOL = Separation()

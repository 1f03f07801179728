"""What may be asked of the separation tool."""

from typing import Annotated, Literal, Self, get_args

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema, model_validator

from audiostudio.engines.separation.separators import SEPARATORS, shared_stems
from audiostudio.tools.output_format import BitDepthField, OutputFormatParams, any_case

Container = Literal["WAV", "FLAC", "MP3", "AIFF", "AAC", "OGG", "OPUS"]


def _known(name: str) -> str:
    if name not in SEPARATORS:
        raise ValueError(f"there is no model {name!r}; choose one of {', '.join(SEPARATORS)}")
    return name


_ALL_STEMS = tuple(dict.fromkeys(stem for row in SEPARATORS.values() for stem in row.stems))
ModelName = Annotated[str, AfterValidator(_known), WithJsonSchema({"type": "string", "enum": list(SEPARATORS)})]
StemName = Annotated[str, BeforeValidator(str), WithJsonSchema({"type": "string", "enum": list(_ALL_STEMS)})]


class SeparationParams(OutputFormatParams):
    """What to take a mix apart into, and how."""

    format_field = "output_format"

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
    output_format: Annotated[Container, any_case(*get_args(Container))] = Field(
        "WAV", description="Format of the stems; AAC comes as M4A, OGG is Vorbis, OPUS has 48000 Hz."
    )
    bit_depth: BitDepthField = 24
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


def _those_with(ability: Literal["shifts", "overlaps"]) -> str:
    return ", ".join(row.name for row in SEPARATORS.values() if getattr(row, ability))

"""Music, its plans and presets, and sound effects, as programs see them."""

from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

from audiostudio.engines.composition.plan import Role
from audiostudio.engines.music_generation.generator import Product
from audiostudio.kit.http.errors import CleanText
from audiostudio.kit.money import Credits
from audiostudio.submissions.schemas import WebhookUrl

Name = Annotated[CleanText, Field(min_length=1, max_length=64)]
Wishes = Annotated[
    dict[CleanText, Any],
    Field(description="Parameters of the tool `composition`, which override the words: GET /tools lists them."),
]


class _MusicWords(BaseModel):
    """What music is asked for by: a preset, words, or both, and wishes."""

    model_config = ConfigDict(extra="forbid")

    prompt: CleanText = Field("", max_length=10_000, description="The music in words.")
    preset_id: Name | None = Field(None, description="A preset; words of one's own are added to its.")
    duration: float | None = Field(None, allow_inf_nan=False, description="Seconds; in place of what the words say.")
    settings: Wishes = {}


class PlanRequest(_MusicWords):
    """Music that is to be planned, or a plan that is to be checked."""

    plan: dict[CleanText, Any] | None = Field(None, description="A plan that was edited.")


class SwapEdit(BaseModel):
    """Another instrument for a role."""

    model_config = ConfigDict(extra="forbid")

    role: Role
    instrument: Name


class MuteEdit(BaseModel):
    """A role that is to be silent, or heard again."""

    model_config = ConfigDict(extra="forbid")

    role: Role
    is_muted: bool = True


class PlanEdit(BaseModel):
    """A plan, and the one thing that is to become of it; all else stays as it is."""

    model_config = ConfigDict(extra="forbid")

    plan: dict[CleanText, Any]
    extend_by_s: float | None = Field(None, gt=0, le=600, allow_inf_nan=False, description="Make it longer.")
    cut_to_s: float | None = Field(None, ge=1, le=600, allow_inf_nan=False, description="A short version of it.")
    vary_section: int | None = Field(None, ge=0, lt=64, description="Write this section anew.")
    swap: SwapEdit | None = Field(None, description="Another instrument for a role.")
    mute: MuteEdit | None = Field(None, description="A role that is to be silent, or heard again.")

    @model_validator(mode="after")
    def _one_edit(self) -> Self:
        asked = self.model_fields_set - {"plan"}
        if len(asked) != 1:
            raise ValueError("ask for one edit at a time: extend_by_s, cut_to_s, vary_section, swap or mute")
        return self


class UnderstoodView(BaseModel):
    """Something that the words say: which part of a plan it is about, what it says, and by which words."""

    what: str
    value: str | float
    words: str


class RemarkView(BaseModel):
    """Something that is not as asked, or was not understood; the code never changes."""

    code: str
    detail: str
    words: list[str]


class PlanView(BaseModel):
    """A plan, before anything is charged."""

    plan: dict[str, Any] = Field(description="Can be edited and sent back as `settings.plan`.")
    understood: list[UnderstoodView] = Field(description="What was read out of the words.")
    remarks: list[RemarkView]
    price: Credits = Field(description="What the music would cost.")


class GenerateMusicRequest(_MusicWords):
    """Music that is to be made: composed, or by an engine that makes it of the words alone."""

    plan: dict[CleanText, Any] | None = Field(None, description="A plan, in place of words.")
    voice_audio_id: UUID | None = Field(
        None,
        description="A recording of yours under which the music is to lie; both come together, too.",
    )
    engine: Name | None = Field(
        None,
        description="A network that is to make it; `settings` are what it understands: GET …/music/engines lists both.",
    )
    source_audio_id: UUID | None = Field(
        None, description="A recording of yours that the engine is to repaint, extend or cover: see `settings.change`."
    )
    format: Annotated[CleanText, Field(max_length=10)] | None = Field(None, description="Format of the file.")
    webhook_url: WebhookUrl = None

    @model_validator(mode="after")
    def _one_maker(self) -> Self:
        if self.engine is not None and (self.plan is not None or self.voice_audio_id is not None):
            raise ValueError("an engine follows words alone: leave out plan and voice_audio_id, or the engine")
        if self.engine is None and self.source_audio_id is not None:
            raise ValueError("source_audio_id: say which engine is to change it")
        return self


class PresetView(BaseModel):
    """A style that is ready to be used."""

    id: str
    name: str
    prompt: str
    icon: str
    category: str
    preview_url: str = Field(description="An address of this server at which it can be heard, free of charge.")


class InstrumentView(BaseModel):
    """An instrument, and which roles of a plan it can play."""

    name: str = Field(description="As plans name it.")
    title: str
    family: str
    roles: list[Role]


class PresetsView(BaseModel):
    """All presets, and the instruments that plans are made of."""

    presets: list[PresetView]
    instruments: list[InstrumentView]


class GeneratorOption(BaseModel):
    """Something that may be asked of a generator; what has no bounds has none here."""

    least: float | None = None
    most: float | None = None
    whole: bool = Field(False, description="Whole numbers only.")
    default: float | str | None = Field(None, description="What is taken where nothing is asked.")
    choices: list[str] | None = None
    most_characters: int | None = None


class GeneratorView(BaseModel):
    """A network that makes music or sounds of words, and what may be asked of it."""

    tool: str = Field(description="The tool that asks it.")
    engine: str = Field(description="Its name among that tool's parameters.")
    title: str
    summary: str
    makes: list[Product]
    options: dict[str, GeneratorOption] = Field(
        description="By parameters of the tool; `repaint`, `extend` and `cover` are values of `change`."
    )
    licence: str = Field(description="Under which terms what it makes may be used.")
    is_ready: bool
    missing: str = Field(description="What it still needs, and how the operator gets it; empty where it is ready.")


class GeneratorsView(BaseModel):
    """All networks that make music or sounds."""

    generators: list[GeneratorView]


class MusicPreviewRequest(BaseModel):
    """Which preset is to be heard."""

    model_config = ConfigDict(extra="forbid")

    preset_id: Name


class MusicPreviewView(BaseModel):
    """Where a preset can be heard."""

    preset_id: str
    url: str


class GenerateEffectRequest(BaseModel):
    """A sound effect that is to be made."""

    model_config = ConfigDict(extra="forbid")

    prompt: CleanText = Field(min_length=1, max_length=10_000, description="The sound in words.")
    duration: float | None = Field(None, allow_inf_nan=False, description="Seconds; in place of what the words say.")
    settings: Annotated[
        dict[CleanText, Any], Field(description="Parameters of the tool `sound_effects`: GET /tools lists them.")
    ] = {}
    format: Annotated[CleanText, Field(max_length=10)] | None = Field(None, description="Format of the file.")
    webhook_url: WebhookUrl = None


class EffectKindView(BaseModel):
    """A kind of sound that is known."""

    kind: str
    family: str
    words: list[str]


class EffectKindsView(BaseModel):
    """All kinds of sound effects."""

    kinds: list[EffectKindView]

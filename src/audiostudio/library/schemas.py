"""Assets and library items as programs see them."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from audiostudio.kit.http.errors import CleanText

ItemType = Literal[
    "voiceover", "music", "sound_effect", "stem", "master", "transcript", "midi", "preview", "picture", "report"
]


def _tidied(text: str) -> str:
    tidy = " ".join(text.split())
    if not tidy:
        raise ValueError("must hold more than spaces")
    return tidy


Title = Annotated[CleanText, Field(min_length=1, max_length=200), AfterValidator(_tidied)]
FolderName = Annotated[CleanText, Field(min_length=1, max_length=100), AfterValidator(_tidied)]
Tag = Annotated[CleanText, Field(min_length=1, max_length=50), AfterValidator(_tidied)]
Tags = Annotated[list[Tag], Field(max_length=30), AfterValidator(lambda tags: list(dict.fromkeys(tags)))]


MusicWord = Annotated[CleanText, Field(min_length=1, max_length=50), AfterValidator(_tidied)]


class MusicFacts(BaseModel):
    """What a piece of music is, as libraries of music describe theirs; what is not known is null."""

    model_config = ConfigDict(extra="forbid")

    genre: MusicWord | None = None
    mood: MusicWord | None = None
    bpm: Annotated[float, Field(ge=20, le=400, description="Beats a minute.")] | None = None
    key: MusicWord | None = Field(None, description="`C minor`, `F# major`.")
    metre: MusicWord | None = Field(None, description="`4/4`, `6/8`.")
    royalty_free: bool | None = Field(None, description="Nobody is to be paid or named for its use.")


class AssetView(BaseModel):
    """A file, what is known of it, and where it can be fetched for a while."""

    asset_id: UUID
    role: str = Field(description="What it is within its job: `vocals`, `master`.")
    type: str
    name: str
    media_type: str
    size_bytes: int
    sha256: str
    url: str = Field(description="Fetches the file without further proof of identity until it expires.")
    details: dict[str, Any]
    created_at: datetime
    expires_at: datetime | None


class ItemView(BaseModel):
    """A sound or document of the library."""

    audio_id: UUID
    name: str = Field(description="The title its owner gave it; at first the file's name, a stem's after its song.")
    file_name: str
    type: str
    role: str = Field(description="What it is within its job: `vocals`, `master`.")
    source: str = Field(description="The tool that made it, or `uploaded`.")
    job_id: UUID | None = Field(description="The job that made it, while that is there.")
    url: str = Field(description="Fetches the file without further proof of identity until it expires.")
    media_type: str
    format: str = Field(description="The file's extension.")
    size: int = Field(description="Bytes.")
    sha256: str
    duration: float | None = Field(description="Seconds, of a sound.")
    music: MusicFacts | None = Field(description="Of music: what is known of it.")
    details: dict[str, Any]
    generation_config: dict[str, Any] = Field(description="Tool, model and settings that made it.")
    folder_id: UUID | None
    tags: list[str]
    kept: bool = Field(description="Kept for good: it outlives its job and never expires.")
    created_at: datetime
    updated_at: datetime
    expires_at: datetime | None
    trashed_at: datetime | None = Field(description="Since when it lies in the trash; 30 days later it is gone.")


class ItemChanges(BaseModel):
    """What is to change of an item; what is left out stays."""

    model_config = ConfigDict(extra="forbid")

    name: Title | None = None
    folder_id: UUID | None = Field(None, description="A folder's id, or null for none.")
    tags: Tags | None = None
    kept: bool | None = Field(None, description="True keeps it for good; false lets it expire as files of jobs do.")
    music: MusicFacts | None = Field(None, description="What is known of it as music, in place of what was.")


class KeepRequest(ItemChanges):
    """An output of a job that is to be kept."""

    asset_id: UUID


OwnType = Literal["music", "voiceover", "sound_effect", "stem", "master", "midi", "transcript"]


class OwnFileForm(BaseModel):
    """The form of POST /api/audio-studio/library."""

    model_config = ConfigDict(extra="forbid")

    file: bytes | None = Field(None, json_schema_extra={"format": "binary"}, description="The file.")
    upload_id: UUID | None = Field(None, description="A finished upload, in place of `file`.")
    type: OwnType | None = Field(None, description="What it is; by its content unless given, of sounds `music`.")
    name: Title | None = Field(None, description="Its title; the file's name unless given.")
    folder_id: UUID | None = None
    tags: Annotated[Tags, BeforeValidator(lambda text: [tag for tag in text.split(",") if tag.strip()])] = Field(
        [], description="Separated by commas."
    )


class FolderRequest(BaseModel):
    """A folder's name."""

    model_config = ConfigDict(extra="forbid")

    name: FolderName


class TrashView(BaseModel):
    """What lies in the trash, to be restored or deleted for good."""

    items: int
    size_bytes: int


class StorageView(BaseModel):
    """What a workspace keeps, and how much it may."""

    kept_bytes: int = Field(
        description="Files of jobs and of the library, those in the trash too, and uploads as large as announced."
    )
    allowed_bytes: int | None = Field(description="What the plan allows; null where nothing bounds it.")


class FolderView(BaseModel):
    """A folder of the library."""

    folder_id: UUID
    name: str
    items: int
    created_at: datetime

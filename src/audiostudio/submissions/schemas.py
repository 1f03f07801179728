"""What the tools' endpoints read and write."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from audiostudio.accounts.plans import Tier
from audiostudio.jobs.schemas import JobError, JobReceipt
from audiostudio.kit.http.errors import CleanText
from audiostudio.kit.money import Credits

WebhookUrl = Annotated[
    Annotated[CleanText, Field(max_length=4096)] | None,
    Field(description="Called with the job, signed, when it has ended; GET /webhooks/secret gives the secret."),
]


class MasterRequest(BaseModel):
    """A track to master, named by its address."""

    model_config = ConfigDict(extra="forbid")

    file_url: Annotated[CleanText, Field(max_length=4096, description="http(s) address of the track.")]
    reference_urls: list[Annotated[CleanText, Field(max_length=4096)]] = Field(
        [], max_length=5, description="Addresses of tracks that the master is to resemble."
    )
    genre: Annotated[CleanText, Field(max_length=40, description="One of GET /formats, or `auto`.")] = "auto"
    target_format: Annotated[CleanText, Field(max_length=10)] = "WAV"
    target_sample_rate: int | None = Field(None, description="In hertz; `DEFAULT_SAMPLE_RATE` unless given.")
    target_lufs: float | None = Field(
        None,
        allow_inf_nan=False,
        description="Integrated loudness; unless given, that of references, else `DEFAULT_TARGET_LUFS`.",
    )
    intensity: float = Field(
        1.0, ge=0, le=1, allow_inf_nan=False, description="How much of the genre's character to apply."
    )
    report: bool = Field(False, description="Add a picture of what was changed, and why.")
    preview: bool = Field(False, description="Add half a minute of original and master at equal loudness, to compare.")
    webhook_url: WebhookUrl = None
    target: Annotated[CleanText, Field(max_length=40)] | None = Field(
        None, description="A target by its name (`spotify`, `apple`, `ebu_r128`, `club`), in place of `target_lufs`."
    )
    user_id: int | Annotated[CleanText, Field(max_length=200)] | None = Field(
        None, description="Your name for whoever asked; kept with the job, and believed from the service key only."
    )
    tier: Tier | None = Field(
        None, description="The level of service. A trusted backend names its user's; a user may not name a higher one."
    )


class LibraryJobRequest(BaseModel):
    """Sounds that a tool is to work on: those that are here already, and those at public addresses."""

    model_config = ConfigDict(extra="forbid")

    tool: Annotated[CleanText, Field(max_length=100, description="GET /tools lists the tools.")]
    audio_ids: list[UUID] = Field(
        [],
        max_length=24,
        description="What it is to work on, in this order: items of the library, inputs of jobs, finished uploads.",
    )
    audio_urls: list[Annotated[CleanText, Field(max_length=4096)]] = Field(
        [], max_length=24, description="More of it, at http(s) addresses."
    )
    reference_ids: list[UUID] = Field([], max_length=5, description="What the result is to resemble.")
    parameters: dict[CleanText, Any] = Field({}, description="The tool's parameters.")
    webhook_url: WebhookUrl = None


class BatchItem(LibraryJobRequest):
    """One job of a batch."""

    idempotency_key: Annotated[
        CleanText | None,
        Field(
            min_length=1,
            max_length=200,
            description="As the header `Idempotency-Key` of a single request: what has a job is not made again.",
        ),
    ] = None


class BatchRequest(BaseModel):
    """Jobs that are asked for together."""

    model_config = ConfigDict(extra="forbid")

    items: Annotated[list[BatchItem], Field(min_length=1, max_length=100)]


class BatchResult(BaseModel):
    """What became of one item: its job, or why there is none."""

    job: JobReceipt | None
    error: JobError | None


class BatchView(BaseModel):
    """What became of a batch, item by item in their order."""

    batch_id: UUID
    items: list[BatchResult]
    created_at: datetime


class AgainRequest(BaseModel):
    """What is to be different this time."""

    model_config = ConfigDict(extra="forbid")

    parameters: dict[CleanText, Any] = Field({}, description="Settings to change; the others stay as they were.")
    webhook_url: WebhookUrl = None


class TierFormats(BaseModel):
    """What one tier may ask for."""

    tier: Tier
    formats: list[str]
    sample_rates: list[int]
    processing: str
    max_file_size_mb: int


class Formats(BaseModel):
    """What masters can be: per tier, and which pairs of format and rate exist at all."""

    tiers: list[TierFormats]
    genres: list[str]
    sample_rates_by_format: dict[str, list[int]]
    target_lufs: dict[str, float] = Field(description="Lowest, highest and default target in LUFS.")


class ToolView(BaseModel):
    """A tool and what it takes."""

    name: str
    verb: str = Field(description="What one does with it; on the command line the name of its command.")
    title: str
    summary: str
    parameters: dict[str, Any] = Field(description="JSON schema of the parameters.")
    price: int = Field(description="Credits that a run costs at least.")
    takes: Literal["sound", "text", "parameters"] = Field(
        description="What it works on: sounds that are sent, the text in its parameters, or its parameters alone."
    )
    min_files: int = Field(description="Fewest sounds it works on.")
    max_files: int = Field(description="Most sounds it works on; 0 makes sound of parameters alone.")
    max_references: int = Field(description="Most sounds that the result can be made to resemble.")


class QuoteRequest(BaseModel):
    """A run that somebody thinks of asking for."""

    model_config = ConfigDict(extra="forbid")

    tool: Annotated[CleanText, Field(max_length=100, description="GET /tools lists the tools.")]
    parameters: dict[CleanText, Any] = Field({}, description="The tool's parameters.")
    file_count: int = Field(0, ge=0, le=100, description="Sounds it is to work on; the fewest it takes unless more.")


class Quote(BaseModel):
    """What a run would cost, and whether it can be asked for."""

    tool: str
    price: Credits
    balance: Credits
    affordable: bool = Field(description="Whether the balance covers the price.")
    tier: Tier
    max_file_size_bytes: int = Field(description="Largest file that the tier may send.")
    max_duration_s: int = Field(description="Longest sound that is worked on.")


class UploadForm(BaseModel):
    """The form of POST /upload."""

    file: bytes = Field(json_schema_extra={"format": "binary"}, description="The sound.")
    tool: str = Field("separation", description="What to do with it; GET /tools lists the tools.")
    model: str | None = Field(None, description="Which of the tool's models; the tool's default unless given.")
    reference: bytes | None = Field(
        None,
        json_schema_extra={"format": "binary"},
        description="A sound that the result is to resemble, where the tool takes any.",
    )
    webhook_url: str | None = Field(
        None, description="Called with the job, signed, when it has ended; GET /webhooks/secret gives the secret."
    )
    parameters: str | None = Field(None, description="The tool's parameters as a JSON object.")

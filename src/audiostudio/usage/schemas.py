"""Usage as programs see it."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from pydantic import BaseModel, Field

from audiostudio.kit.money import Credits


class UsageGroup(StrEnum):
    """What usage can be told apart by."""

    DAY = "day"
    TOOL = "tool"
    KEY = "key"


class UsageRow(BaseModel):
    """What was used on one day, of one tool, with one key: as far as the usage was to be told apart."""

    day: date | None
    tool: str | None
    key_id: UUID | None = Field(description="None for what people asked for themselves.")
    key_name: str | None
    jobs: int
    completed: int
    failed: int
    cancelled: int
    credits: Credits = Field(description="What they cost; what was given back is not counted.")


class Usage(BaseModel):
    """What the workspace used from one day to another, both included, in UTC."""

    first_day: date
    last_day: date
    rows: list[UsageRow]
    jobs: int
    credits: Credits

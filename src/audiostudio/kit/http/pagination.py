"""Pages by cursor: a list is walked by what came last, so rows added meanwhile shift nothing."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Annotated, Generic, TypeVar
from uuid import UUID

from fastapi import Query
from pydantic import BaseModel, Field

from audiostudio.kit.http.errors import Problem

ItemT = TypeVar("ItemT")
RowT = TypeVar("RowT")

PageSize = Annotated[int, Query(alias="limit", ge=1, le=100, description="Most items of a page.")]
PageCursor = Annotated[
    str | None, Query(alias="cursor", max_length=200, description="`next_cursor` of the page before.")
]


class CursorInvalid(Problem):
    """The cursor is not one that a page gave."""

    status = 422
    code = "cursor_invalid"
    title = "This cursor is not one that a page gave; start again without it."


class Page(BaseModel, Generic[ItemT]):
    """One page of a list, newest first."""

    items: list[ItemT]
    next_cursor: str | None = Field(description="Gives the next page; null on the last.")


def encode_cursor(created_at: datetime, row_id: UUID) -> str:
    """Return the cursor that stands after a row."""
    return base64.urlsafe_b64encode(json.dumps([created_at.isoformat(), str(row_id)]).encode()).decode().rstrip("=")


def split_page(
    rows: Sequence[RowT], limit: int, place: Callable[[RowT], tuple[datetime, UUID]]
) -> tuple[Sequence[RowT], str | None]:
    """Return the rows of a page, and the cursor of the next one where there is one.

    Args:
        rows: as many as were found of ``limit + 1``: one more than a page tells that there is another.
        limit: most rows of a page.
        place: when a row was made and its id, by which the list is ordered.
    """
    page = rows[:limit]
    return page, encode_cursor(*place(page[-1])) if len(rows) > limit else None


def decode_cursor(cursor: str | None) -> tuple[datetime, UUID] | None:
    """Return the row a cursor stands after, or None at the start of the list.

    Raises:
        CursorInvalid: it is not one of ours.
    """
    if not cursor:
        return None
    try:
        created_at, row_id = json.loads(base64.urlsafe_b64decode(cursor.encode() + b"=" * (-len(cursor) % 4)))
        when = datetime.fromisoformat(created_at)
        if when.tzinfo is None:
            raise ValueError("a cursor's time has a zone")
        return when, UUID(row_id)
    except (ValueError, TypeError, binascii.Error, AttributeError):
        raise CursorInvalid from None

"""The route of usage."""

from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response
from sqlalchemy.ext.asyncio import AsyncSession

from audiostudio.kit.auth.scopes import Scope
from audiostudio.kit.auth.subject import Subject, requires, tenant_session
from audiostudio.kit.auth.tokens import NotAuthenticated
from audiostudio.kit.http.errors import responses
from audiostudio.usage import service
from audiostudio.usage.schemas import Usage, UsageGroup
from audiostudio.usage.service import UsagePeriodInvalid, UsageTooFine

UsageReader = Annotated[Subject, requires(Scope.CREDITS_READ)]
UsageSession = Annotated[AsyncSession, tenant_session(Scope.CREDITS_READ)]

router = APIRouter(tags=["credits"])


@router.get(
    "/usage",
    response_model=Usage,
    responses=responses(NotAuthenticated, UsagePeriodInvalid, UsageTooFine, 422)
    | {200: {"content": {"text/csv": {"schema": {"type": "string"}}}}},
)
async def usage(
    session: UsageSession,
    subject: UsageReader,
    first_day: Annotated[date | None, Query(description="In UTC; 29 days before the last unless told.")] = None,
    last_day: Annotated[date | None, Query(description="In UTC, included; today unless told.")] = None,
    by: Annotated[
        list[UsageGroup] | None,
        Query(max_length=3, description="What to tell apart: `day`, `tool`, `key`; all unless told."),
    ] = None,
    format: Annotated[Literal["json", "csv"], Query(description="`csv` gives a file.")] = "json",
) -> Usage | Response:
    """Return the jobs and credits that the workspace used, by day, tool and API key; deleted jobs count, too."""
    found = await service.get_usage(
        session, subject.workspace_id, first_day=first_day, last_day=last_day, by=by or list(UsageGroup)
    )
    if format == "csv":
        return Response(
            "".join(service.as_csv(found)),
            media_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": 'attachment; filename="usage.csv"'},
        )
    return found

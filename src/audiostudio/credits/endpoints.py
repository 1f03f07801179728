"""Routes of the credit balance and its history."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse
from sqlalchemy.ext.asyncio import AsyncSession

from audiostudio.credits import service
from audiostudio.credits.schemas import Balance, CreditsView, Transaction
from audiostudio.kit.auth.scopes import Scope
from audiostudio.kit.auth.subject import AppDatabase, Subject, requires, tenant_session
from audiostudio.kit.auth.tokens import NotAuthenticated
from audiostudio.kit.http.errors import responses
from audiostudio.kit.http.pagination import CursorInvalid, Page, PageCursor, PageSize

CreditsReader = Annotated[Subject, requires(Scope.CREDITS_READ)]
CreditsSession = Annotated[AsyncSession, tenant_session(Scope.CREDITS_READ)]

router = APIRouter(tags=["credits"])


@router.get("/credits/balance", responses=responses(NotAuthenticated))
async def balance(session: CreditsSession, subject: CreditsReader) -> Balance:
    """Return the credits left."""
    return await service.get_account(session, subject.workspace_id)


@router.get("/api/credits", responses=responses(NotAuthenticated))
async def lots(session: CreditsSession, subject: CreditsReader) -> CreditsView:
    """Return the credits left and the lots in which they lie, in the order in which they are spent."""
    return await service.get_lots(session, subject.workspace_id)


@router.get(
    "/credits/history",
    responses=responses(NotAuthenticated, CursorInvalid)
    | {200: {"content": {"text/csv": {"schema": {"type": "string"}}}}},
    response_model=Page[Transaction],
)
async def history(
    session: CreditsSession,
    database: AppDatabase,
    subject: CreditsReader,
    limit: PageSize = 50,
    cursor: PageCursor = None,
    format: Annotated[Literal["json", "csv"], Query(description="`csv` gives the whole history as a file.")] = "json",
) -> Page[Transaction] | StreamingResponse:
    """Return every movement of credits, newest first; as CSV, all of them, oldest first."""
    if format == "csv":
        return StreamingResponse(
            service.export_history(database, subject),
            media_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": 'attachment; filename="credits.csv"'},
        )
    return await service.list_history(session, subject.workspace_id, limit=limit, cursor=cursor)

"""Routes of operators; each that changes something is told why, and writes it down."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from audiostudio.accounts.problems import NoSuchAccount
from audiostudio.admin import service
from audiostudio.admin.auth import Acting, Looking, SecondFactorMissing
from audiostudio.admin.schemas import (
    Act,
    CreditGrant,
    JobRow,
    LogEntry,
    PlanChange,
    PurchaseRow,
    Queue,
    ReconciliationRow,
    Refund,
    Statistics,
    Storage,
    Suspension,
    UserRow,
    WorkspaceRow,
)
from audiostudio.admin.service import NoSuchWorkspace, OwnAccount
from audiostudio.jobs.models import JobStatus
from audiostudio.jobs.problems import JobNotCancellable, JobNotFound, JobNotRetryable
from audiostudio.kit.auth.scopes import NotPermitted
from audiostudio.kit.auth.subject import AppSettings
from audiostudio.kit.auth.tokens import NotAuthenticated
from audiostudio.kit.http.errors import CleanText, Problem, responses
from audiostudio.kit.http.pagination import CursorInvalid, Page, PageCursor, PageSize
from audiostudio.kit.idempotency import IdempotencyKey, IdempotencyKeyReused
from audiostudio.kit.ids import new_id
from audiostudio.payments.endpoints import AppProviders
from audiostudio.payments.service import NothingToRefund, PaymentsNotSetUp, PurchaseNotFound

Search = Annotated[CleanText, Query(max_length=200, description="Part of an address or a name.")]

router = APIRouter(prefix="/admin", tags=["admin"])
_looking = responses(NotAuthenticated, NotPermitted, SecondFactorMissing)
_listing = responses(NotAuthenticated, NotPermitted, SecondFactorMissing, CursorInvalid)


def _acting(*problems: type[Problem]) -> dict[int | str, dict[str, object]]:
    return responses(NotAuthenticated, NotPermitted, SecondFactorMissing, *problems)


@router.get("/statistics", responses=_looking)
async def statistics(desk: Looking) -> Statistics:
    """Return how the installation stands: people, workspaces, credits, jobs, files."""
    return await service.get_statistics(desk.session)


@router.get("/users", responses=_listing)
async def list_users(
    desk: Looking, search: Search = "", limit: PageSize = 50, cursor: PageCursor = None
) -> Page[UserRow]:
    """Return the people who have accounts, newest first."""
    return await service.list_users(desk.session, search, limit=limit, cursor=cursor)


@router.put("/users/{user_id}/suspension", status_code=204, responses=_acting(NoSuchAccount, OwnAccount))
async def suspend_user(user_id: UUID, wanted: Suspension, desk: Acting) -> Response:
    """Suspend somebody, who is signed out everywhere and signs in no more, or let them in again."""
    await service.suspend_user(desk, user_id, wanted)
    return Response(status_code=204)


@router.get("/workspaces", responses=_listing)
async def list_workspaces(
    desk: Looking, search: Search = "", limit: PageSize = 50, cursor: PageCursor = None
) -> Page[WorkspaceRow]:
    """Return workspaces with their plans, credits and files, newest first."""
    return await service.list_workspaces(desk.session, search, limit=limit, cursor=cursor)


@router.put("/workspaces/{workspace_id}/suspension", status_code=204, responses=_acting(NoSuchWorkspace))
async def suspend_workspace(workspace_id: UUID, wanted: Suspension, desk: Acting) -> Response:
    """Suspend a workspace, which keeps what it has and takes no jobs, or lift that."""
    await service.suspend_workspace(desk, workspace_id, wanted)
    return Response(status_code=204)


@router.put("/workspaces/{workspace_id}/plan", status_code=204, responses=_acting(NoSuchWorkspace))
async def set_plan(workspace_id: UUID, wanted: PlanChange, desk: Acting) -> Response:
    """Give a workspace another plan."""
    await service.set_plan(desk, workspace_id, wanted.tier, wanted.reason)
    return Response(status_code=204)


@router.post(
    "/workspaces/{workspace_id}/credits", status_code=204, responses=_acting(NoSuchWorkspace, IdempotencyKeyReused)
)
async def grant_credits(
    workspace_id: UUID, wanted: CreditGrant, desk: Acting, idempotency_key: IdempotencyKey = None
) -> Response:
    """Give a workspace credits; its members read the reason in their history."""
    await service.grant_credits(desk, workspace_id, wanted, idempotency_key or str(new_id()))
    return Response(status_code=204)


@router.get("/jobs", responses=_listing)
async def list_jobs_of_everybody(
    desk: Looking,
    status: JobStatus | None = None,
    workspace_id: UUID | None = None,
    limit: PageSize = 50,
    cursor: PageCursor = None,
) -> Page[JobRow]:
    """Return jobs with why they failed, newest first; names of files and parameters stay the customer's."""
    return await service.list_jobs(desk.session, status=status, workspace_id=workspace_id, limit=limit, cursor=cursor)


@router.post("/jobs/{job_id}/cancel", status_code=204, responses=_acting(JobNotFound, JobNotCancellable))
async def cancel_job_of_anybody(job_id: UUID, act: Act, desk: Acting) -> Response:
    """Cancel a job: one that waits is refunded, one in work is stopped soon."""
    await service.cancel_job(desk, job_id, act.reason)
    return Response(status_code=204)


@router.post("/jobs/{job_id}/retry", status_code=204, responses=_acting(JobNotFound, JobNotRetryable))
async def retry_job(job_id: UUID, act: Act, desk: Acting, settings: AppSettings) -> Response:
    """Let a job that failed be worked on again; it costs the customer nothing, for its price was given back."""
    await service.retry_job(desk, settings, job_id, act.reason)
    return Response(status_code=204)


@router.get("/purchases", responses=_listing)
async def list_purchases_of_everybody(
    desk: Looking, workspace_id: UUID | None = None, limit: PageSize = 50, cursor: PageCursor = None
) -> Page[PurchaseRow]:
    """Return what was bought, newest first."""
    return await service.list_purchases(desk.session, workspace_id=workspace_id, limit=limit, cursor=cursor)


@router.post(
    "/purchases/{purchase_id}/refund",
    status_code=204,
    responses=_acting(PurchaseNotFound, PaymentsNotSetUp, NothingToRefund, IdempotencyKeyReused),
)
async def refund_purchase(
    purchase_id: UUID, wanted: Refund, desk: Acting, providers: AppProviders, idempotency_key: IdempotencyKey = None
) -> Response:
    """Have the provider give money back; the credits that it bought are taken back when that is done."""
    await service.refund_purchase(desk, providers, purchase_id, wanted, idempotency_key or str(new_id()))
    return Response(status_code=204)


@router.get("/reconciliations", responses=_listing)
async def list_reconciliations(
    desk: Looking, limit: PageSize = 50, cursor: PageCursor = None
) -> Page[ReconciliationRow]:
    """Return the hourly comparisons of the ledger with what the payment providers know, the latest first."""
    return await service.list_reconciliations(desk.session, limit=limit, cursor=cursor)


@router.get("/queue", responses=_looking)
async def queue(desk: Looking) -> Queue:
    """Return what waits in the queues, for how long, and who works on them."""
    return await service.get_queue(desk.session)


@router.get("/storage", responses=_looking)
async def storage(desk: Looking) -> Storage:
    """Return what lies in the storage, and who keeps the most."""
    return await service.get_storage(desk.session)


@router.get("/log", responses=_listing)
async def log(desk: Looking, limit: PageSize = 50, cursor: PageCursor = None) -> Page[LogEntry]:
    """Return what operators did, to whom and why, the latest first. No entry is ever changed."""
    return await service.list_log(desk.session, limit=limit, cursor=cursor)

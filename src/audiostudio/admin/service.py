"""What operators see and do; whatever they do is written down in the same transaction, with who and why."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from audiostudio.accounts import service as accounts
from audiostudio.accounts.plans import Tier
from audiostudio.accounts.problems import NoSuchAccount
from audiostudio.admin import repository
from audiostudio.admin.auth import Desk
from audiostudio.admin.schemas import (
    CreditGrant,
    JobRow,
    KeptBy,
    LogEntry,
    PurchaseRow,
    Queue,
    QueueLength,
    ReconciliationRow,
    Refund,
    Statistics,
    Storage,
    Suspension,
    UserRow,
    WorkerRow,
    WorkspaceRow,
)
from audiostudio.credits import service as credits
from audiostudio.jobs import service as jobs
from audiostudio.jobs.models import Job, JobStatus
from audiostudio.kit.http.errors import Problem
from audiostudio.kit.http.pagination import Page, decode_cursor, split_page
from audiostudio.kit.idempotency import IdempotencyKeyReused
from audiostudio.kit.postgres.database import set_workspace
from audiostudio.operations import service as operations
from audiostudio.payments import service as payments
from audiostudio.payments.providers.choice import Providers
from audiostudio.settings import Settings

RowT = TypeVar("RowT", bound=BaseModel)


class NoSuchWorkspace(Problem):
    """There is no workspace of this id."""

    status = 404
    code = "workspace_not_found"
    title = "There is no such workspace."


class OwnAccount(Problem):
    """An operator would shut themselves out."""

    status = 409
    code = "own_account"
    title = "You cannot suspend yourself; ask another operator."


async def list_users(session: AsyncSession, search: str, *, limit: int, cursor: str | None) -> Page[UserRow]:
    """Return a page of the people whose address or name has ``search`` in it."""
    rows = await repository.list_users(session, search, limit=limit + 1, after=decode_cursor(cursor))
    return _page(UserRow, rows, limit, lambda row: row.user_id)


async def list_workspaces(session: AsyncSession, search: str, *, limit: int, cursor: str | None) -> Page[WorkspaceRow]:
    """Return a page of the workspaces whose name, or a member's address, has ``search`` in it."""
    rows = await repository.list_workspaces(session, search, limit=limit + 1, after=decode_cursor(cursor))
    return _page(WorkspaceRow, rows, limit, lambda row: row.workspace_id)


async def list_jobs(
    session: AsyncSession, *, status: JobStatus | None, workspace_id: UUID | None, limit: int, cursor: str | None
) -> Page[JobRow]:
    """Return a page of jobs."""
    rows = await repository.list_jobs(
        session, status=status or "", workspace_id=workspace_id, limit=limit + 1, after=decode_cursor(cursor)
    )
    return _page(JobRow, rows, limit, lambda row: row.job_id)


async def list_purchases(
    session: AsyncSession, *, workspace_id: UUID | None, limit: int, cursor: str | None
) -> Page[PurchaseRow]:
    """Return a page of what was bought."""
    rows = await repository.list_purchases(
        session, workspace_id=workspace_id, limit=limit + 1, after=decode_cursor(cursor)
    )
    return _page(PurchaseRow, rows, limit, lambda row: row.purchase_id)


async def list_reconciliations(session: AsyncSession, *, limit: int, cursor: str | None) -> Page[ReconciliationRow]:
    """Return a page of comparisons of both sides' books."""
    rows = await repository.list_reconciliations(session, limit=limit + 1, after=decode_cursor(cursor))
    return _page(ReconciliationRow, rows, limit, lambda row: row.id)


async def list_log(session: AsyncSession, *, limit: int, cursor: str | None) -> Page[LogEntry]:
    """Return a page of what operators did."""
    rows = await repository.list_log(session, limit=limit + 1, after=decode_cursor(cursor))
    return _page(LogEntry, rows, limit, lambda row: row.id)


async def get_statistics(session: AsyncSession) -> Statistics:
    """Return how the installation stands."""
    counts = await repository.count(session)
    tallies = {of: await repository.tally(session, of) for of in ("workspaces", "credits", "jobs", "tools")}
    return Statistics(**counts._asdict(), **tallies)


async def get_queue(session: AsyncSession) -> Queue:
    """Return what waits, and who works."""
    return Queue(
        oldest_waiting_s=await operations.oldest_waiting_s(session),
        lengths=[QueueLength.model_validate(row) for row in await repository.list_queue(session)],
        workers=[WorkerRow.model_validate(row) for row in await repository.list_workers(session)],
    )


async def get_storage(session: AsyncSession) -> Storage:
    """Return what lies in the storage, and whose it is."""
    return Storage(
        kept_bytes=(await repository.count(session)).kept_bytes,
        files=await repository.tally(session, "files"),
        largest=[KeptBy.model_validate(row) for row in await repository.list_largest(session)],
    )


async def suspend_user(desk: Desk, user_id: UUID, wanted: Suspension) -> None:
    """Suspend somebody, who is signed out everywhere and signs in no more, or let them in again.

    Raises:
        NoSuchAccount, OwnAccount: nothing was done.
    """
    email = await repository.name_user(desk.session, user_id)
    if email is None:
        raise NoSuchAccount
    if user_id == desk.operator.user_id:
        raise OwnAccount
    await repository.suspend_user(desk.session, user_id, wanted.suspended)
    act = "suspend" if wanted.suspended else "lift suspension"
    await _log(desk, act, "user", user_id, email, wanted.reason)


async def suspend_workspace(desk: Desk, workspace_id: UUID, wanted: Suspension) -> None:
    """Let a workspace take no more jobs, or take them again.

    Raises:
        NoSuchWorkspace: nothing was done.
    """
    name = await _name_workspace(desk, workspace_id)
    await repository.suspend_workspace(desk.session, workspace_id, wanted.suspended)
    act = "suspend" if wanted.suspended else "lift suspension"
    await _log(desk, act, "workspace", workspace_id, name, wanted.reason)


async def set_plan(desk: Desk, workspace_id: UUID, tier: Tier, reason: str) -> None:
    """Give a workspace another plan.

    Raises:
        NoSuchWorkspace: nothing was done.
    """
    name = await _name_workspace(desk, workspace_id)
    await accounts.set_tier_of(desk.session, workspace_id, tier)
    await _log(desk, "set plan", "workspace", workspace_id, name, reason, tier=tier)


async def grant_credits(desk: Desk, workspace_id: UUID, wanted: CreditGrant, key: str) -> None:
    """Add credits to a workspace, once per ``key``.

    Raises:
        NoSuchWorkspace: nothing was done.
        IdempotencyKeyReused: the key stands for another grant.
    """
    name = await _name_workspace(desk, workspace_id)
    key = f"operator:{workspace_id}:{key}"
    if await _log(
        desk, "grant credits", "workspace", workspace_id, name, wanted.reason, key=key, amount=str(wanted.amount)
    ):
        await credits.grant(desk.session, workspace_id, amount=wanted.amount, description=wanted.reason, key=key)
    elif (await repository.find_logged(desk.session, key))["amount"] != str(wanted.amount):
        raise IdempotencyKeyReused


async def refund_purchase(desk: Desk, providers: Providers, purchase_id: UUID, wanted: Refund, key: str) -> None:
    """Have money given back through the provider, once per ``key``; the credits follow it.

    Raises:
        PurchaseNotFound, PaymentsNotSetUp, NothingToRefund: nothing was done.
        IdempotencyKeyReused: the key stands for another refund.
    """
    purchase = await payments.get_purchase(desk.session, purchase_id)
    key = f"refund:{purchase_id}:{key}"
    amount = wanted.amount_minor
    if await _log(desk, "refund", "purchase", purchase_id, purchase.name, wanted.reason, key=key, amount_minor=amount):
        await payments.queue_refund(desk.session, providers, purchase_id, amount_minor=amount, key=key)
    elif (await repository.find_logged(desk.session, key))["amount_minor"] != amount:
        raise IdempotencyKeyReused


async def cancel_job(desk: Desk, job_id: UUID, reason: str) -> None:
    """Cancel a job: one that waits is refunded, one in work is stopped soon.

    Raises:
        JobNotFound, JobNotCancellable: nothing was done.
    """
    job = await _open_job(desk, job_id)
    await jobs.cancel(desk.session, job_id)
    await _log(desk, "cancel", "job", job_id, job.tool, reason)


async def retry_job(desk: Desk, settings: Settings, job_id: UUID, reason: str) -> None:
    """Let a job that failed be worked on again, at no charge.

    Raises:
        JobNotFound, JobNotRetryable: nothing was done.
    """
    job = await _open_job(desk, job_id)
    error_code = job.error_code
    await jobs.retry(desk.session, settings, job_id)
    await _log(desk, "retry", "job", job_id, job.tool, reason, error_code=error_code)


async def note_operator(session: AsyncSession, user_id: UUID, email: str, *, granted: bool) -> None:
    """Write down that the command line made somebody an operator, or one no more."""
    entry = {
        "operator_id": None,
        "operator": "command line",
        "act": "grant operator" if granted else "revoke operator",
        "target_kind": "user",
        "target_id": user_id,
        "target": email,
        "reason": "Said on the command line",
    }
    await repository.write_log(session, {**entry, "key": None}, {})


async def _open_job(desk: Desk, job_id: UUID) -> Job:
    """Return a job, and show the session its workspace as those who work on it see it."""
    job = await jobs.get(desk.session, job_id)
    await set_workspace(desk.session, workspace_id=job.workspace_id, user_id=desk.operator.user_id)
    return job


async def _name_workspace(desk: Desk, workspace_id: UUID) -> str:
    name = await repository.name_workspace(desk.session, workspace_id)
    if name is None:
        raise NoSuchWorkspace
    return name


async def _log(
    desk: Desk,
    act: str,
    target_kind: str,
    target_id: UUID,
    target: str,
    reason: str,
    *,
    key: str | None = None,
    **details: Any,
) -> bool:
    entry = {
        "operator_id": desk.operator.user_id,
        "operator": desk.operator.email,
        "act": act,
        "target_kind": target_kind,
        "target_id": target_id,
        "target": target,
        "reason": reason,
        "key": key,
    }
    return await repository.write_log(desk.session, entry, details)


def _page(schema: type[RowT], rows: Sequence[Row[Any]], limit: int, id_of: Callable[[Row[Any]], UUID]) -> Page[RowT]:
    page, more = split_page(rows, limit, lambda row: (row.created_at, id_of(row)))
    return Page[schema](items=[schema.model_validate(row) for row in page], next_cursor=more)  # type: ignore[valid-type]

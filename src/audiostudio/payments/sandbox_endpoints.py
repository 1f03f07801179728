"""Routes of the sandbox's own pages; they answer where the server takes no money, and nowhere else."""

from typing import Annotated

from fastapi import APIRouter, Path
from sqlalchemy.ext.asyncio import AsyncSession

from audiostudio.kit.auth.scopes import NotPermitted, Scope
from audiostudio.kit.auth.subject import tenant_session
from audiostudio.kit.auth.tokens import NotAuthenticated
from audiostudio.kit.http.errors import CleanText, responses
from audiostudio.payments import sandbox
from audiostudio.payments.endpoints import AppProviders
from audiostudio.payments.sandbox import CheckoutEnded, CheckoutNotFound
from audiostudio.payments.schemas import SandboxCheckout, SandboxOutcome

ReadingSession = Annotated[AsyncSession, tenant_session(Scope.BILLING_READ)]
PayingSession = Annotated[AsyncSession, tenant_session(Scope.BILLING_WRITE)]
CheckoutId = Annotated[CleanText, Path(max_length=100)]

router = APIRouter(prefix="/api/sandbox", tags=["payments"])


@router.get("/checkouts/{checkout_id}", responses=responses(NotAuthenticated, NotPermitted, CheckoutNotFound))
async def sandbox_checkout(
    session: ReadingSession, providers: AppProviders, checkout_id: CheckoutId
) -> SandboxCheckout:
    """Return a checkout of the sandbox."""
    sandbox.require_sandbox(providers)
    return await sandbox.get(session, checkout_id)


@router.post(
    "/checkouts/{checkout_id}", responses=responses(NotAuthenticated, NotPermitted, CheckoutNotFound, CheckoutEnded)
)
async def decide_sandbox_checkout(
    session: PayingSession, providers: AppProviders, checkout_id: CheckoutId, request: SandboxOutcome
) -> SandboxCheckout:
    """Pay a checkout of the sandbox, with no money; let it be refused; or let it be paid later."""
    sandbox.require_sandbox(providers)
    return await sandbox.decide(session, checkout_id, request.outcome)


@router.delete("/plan", status_code=204, responses=responses(NotAuthenticated, NotPermitted, CheckoutNotFound))
async def end_sandbox_plan(session: PayingSession, providers: AppProviders) -> None:
    """End a plan of the sandbox with its month."""
    sandbox.require_sandbox(providers)
    await sandbox.end_plan(session)

"""Routes of payments: the paywall, checkouts, purchases, the portal, and the inbox of the providers."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from sqlalchemy.ext.asyncio import AsyncSession

from audiostudio.kit.auth.scopes import NotPermitted, Scope
from audiostudio.kit.auth.subject import AppDatabase, AppSettings, Subject, requires, tenant_session
from audiostudio.kit.auth.tokens import NotAuthenticated
from audiostudio.kit.http.errors import responses
from audiostudio.kit.http.pagination import CursorInvalid, Page, PageCursor, PageSize
from audiostudio.kit.http.state import app_state
from audiostudio.kit.idempotency import IdempotencyKey, IdempotencyKeyReused
from audiostudio.payments import service
from audiostudio.payments.providers.base import EventForged, PaymentProviderFailed
from audiostudio.payments.providers.choice import Providers
from audiostudio.payments.schemas import (
    CheckoutRequest,
    CreditPurchase,
    Paywall,
    PortalView,
    PurchaseView,
    Received,
)
from audiostudio.payments.service import (
    AlreadySubscribed,
    NoCustomerYet,
    PaymentsNotSetUp,
    ProductUnknown,
    PurchaseNotFound,
)

CreditsReader = Annotated[Subject, requires(Scope.CREDITS_READ)]
CreditsSession = Annotated[AsyncSession, tenant_session(Scope.CREDITS_READ)]
BillingReader = Annotated[Subject, requires(Scope.BILLING_READ)]
BillingSession = Annotated[AsyncSession, tenant_session(Scope.BILLING_READ)]
Payer = Annotated[Subject, requires(Scope.BILLING_WRITE)]

router = APIRouter(tags=["payments"])

_BUYING = responses(
    NotAuthenticated,
    NotPermitted,
    PaymentsNotSetUp,
    ProductUnknown,
    AlreadySubscribed,
    PaymentProviderFailed,
    IdempotencyKeyReused,
)


async def get_providers(request: Request) -> Providers:
    """Return the payment providers that are set up."""
    return app_state(request).part(Providers)


AppProviders = Annotated[Providers, Depends(get_providers)]


@router.get("/api/paywall", responses=responses(NotAuthenticated))
async def paywall(session: CreditsSession, providers: AppProviders, subject: CreditsReader) -> Paywall:
    """Return what is for sale, at which price, and what the workspace has."""
    return await service.get_paywall(session, providers, subject)


@router.post("/api/create-checkout-session", responses=_BUYING)
async def create_checkout_session(
    request: CheckoutRequest,
    database: AppDatabase,
    settings: AppSettings,
    providers: AppProviders,
    subject: Payer,
    idempotency_key: IdempotencyKey = None,
) -> PurchaseView:
    """Start a checkout of a package or a plan; it is paid at `checkout_url`, and brings credits once it is paid."""
    return await service.start_checkout(database, settings, providers, subject, request.product, idempotency_key)


@router.post("/credits/purchase", responses=_BUYING)
async def purchase_credits(
    request: CreditPurchase,
    database: AppDatabase,
    settings: AppSettings,
    providers: AppProviders,
    subject: Payer,
    idempotency_key: IdempotencyKey = None,
) -> PurchaseView:
    """Start a checkout of the package that holds so many credits."""
    async with database.session(workspace_id=subject.workspace_id) as session:
        product = await service.product_of_credits(session, request.credits)
    return await service.start_checkout(database, settings, providers, subject, product, idempotency_key)


@router.get("/api/purchases", responses=responses(NotAuthenticated, NotPermitted, CursorInvalid))
async def purchases(
    session: BillingSession, subject: BillingReader, limit: PageSize = 50, cursor: PageCursor = None
) -> Page[PurchaseView]:
    """Return the workspace's purchases, newest first."""
    return await service.list_purchases(session, subject.workspace_id, limit=limit, cursor=cursor)


@router.get("/api/purchases/{purchase_id}", responses=responses(NotAuthenticated, NotPermitted, PurchaseNotFound))
async def purchase(session: BillingSession, purchase_id: UUID) -> PurchaseView:
    """Return how far a purchase came."""
    return await service.get_purchase(session, purchase_id)


@router.post(
    "/api/billing-portal",
    responses=responses(NotAuthenticated, NotPermitted, PaymentsNotSetUp, NoCustomerYet, PaymentProviderFailed),
)
async def billing_portal(
    database: AppDatabase, settings: AppSettings, providers: AppProviders, subject: Payer
) -> PortalView:
    """Return where the provider shows invoices and lets a plan be changed or ended."""
    return PortalView(url=await service.open_portal(database, settings, providers, subject))


@router.post("/api/webhook", responses=responses(EventForged))
async def webhook(request: Request, database: AppDatabase, providers: AppProviders) -> Received:
    """Take in an event of a payment provider, whose signature is checked on the bytes as they came."""
    await service.receive(database, providers, await request.body(), request.headers)
    return Received()

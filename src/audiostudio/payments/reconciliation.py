"""Compares both sides' books, both ways: what the provider knows arrives here, and nothing here is unknown there."""

import asyncio
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from audiostudio.credits import service as credits
from audiostudio.kit.http.errors import Problem
from audiostudio.kit.postgres.database import Database
from audiostudio.payments import repository
from audiostudio.payments.apply import apply
from audiostudio.payments.providers.base import ObjectKind, Payment, PaymentProvider, PaymentState, Read, Ref

logger = logging.getLogger(__name__)

_FIRST_LOOK = timedelta(days=29)
_AT_ONCE = 4
_OVERLAP = timedelta(hours=2)  # events of what changed a moment before the last look


@dataclass(frozen=True)
class Reconciliation:
    """What a comparison found: how much was read, how much of that was news, and what does not agree."""

    provider: str
    objects_read: int
    healed: int
    faults: list[str]


async def reconcile(database: Database, provider: PaymentProvider) -> Reconciliation:
    """Read all that changed there since the last look and all that is unsettled here, settle it; tell what is wrong.

    Settling heals what never arrived. What the ledger sold and the provider does not know, and what does not add up in
    the ledger itself, is nobody's to heal: it is a fault, for the operator.
    """
    async with database.session() as session:
        began_at = await repository.database_time(session)
        last = await repository.last_reconciled(session, provider.name)
        unsettled = await repository.list_unsettled(session, provider.name)
    since = (last - _OVERLAP) if last else began_at - _FIRST_LOOK
    refs = [*await provider.changed_since(since), *(Ref(ObjectKind(row.kind), row.id) for row in unsettled)]
    healed, faults, read = await _apply_all(database, provider, refs)
    async with database.session() as session:
        sources = await credits.list_sales_since(session, since)
    own = [source.removeprefix(f"{provider.name}:") for source in sources if source.startswith(f"{provider.name}:")]
    unknown = set(own) - _paid_sales(read)
    more_healed, more_faults, more = await _apply_all(database, provider, map(_ref_of_sale, sorted(unknown)))
    faults += more_faults
    faults += [
        f"{provider.name}: the ledger holds credits for {sale}, which is not paid there"
        for sale in sorted(unknown - _paid_sales(more))
    ]
    async with database.session() as session:
        faults += await credits.list_faults(session)
        found = Reconciliation(provider.name, len(read) + len(more), healed + more_healed, faults)
        await repository.add_reconciliation(
            session,
            provider.name,
            began_at=began_at,
            objects_read=found.objects_read,
            healed=found.healed,
            faults=faults,
        )
    for fault in faults:
        logger.error("ledger: %s", fault)
    logger.info("reconciled with %s: %d read, %d healed", provider.name, found.objects_read, found.healed)
    return found


async def _apply_all(
    database: Database, provider: PaymentProvider, refs: Iterable[Ref]
) -> tuple[int, list[str], list[Read]]:
    healed = 0
    faults: list[str] = []
    read: list[Read] = []
    free = asyncio.Semaphore(_AT_ONCE)

    async def apply_one(ref: Ref) -> None:
        nonlocal healed
        async with free:
            try:
                news, found = await apply(database, provider, ref)
            except Problem as problem:
                faults.append(f"{provider.name}: {ref.kind} {ref.id} cannot be read: {problem.detail}")
                return
        healed += news
        read.extend(found)

    async with asyncio.TaskGroup() as group:
        for ref in dict.fromkeys(refs):
            group.create_task(apply_one(ref))
    return healed, faults, read


def _paid_sales(read: Iterable[Read]) -> set[str]:
    paid = (thing for thing in read if isinstance(thing, Payment) and thing.state == PaymentState.PAID)
    return {payment.sale.id for payment in paid if payment.sale}


def _ref_of_sale(sale_id: str) -> Ref:
    """Return where a sale is to be read: an invoice's line is named after its invoice."""
    invoice, is_line, _ = sale_id.partition(":")
    return Ref(ObjectKind.INVOICE if is_line else ObjectKind.CHECKOUT, invoice)

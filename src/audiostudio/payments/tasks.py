"""Background work of payments: what was received is applied; once an hour both sides' books are compared."""

from audiostudio.kit.tasks import TaskContext, Tasks
from audiostudio.payments import reconciliation, repository
from audiostudio.payments.apply import apply
from audiostudio.payments.providers.base import ObjectKind, Ref
from audiostudio.payments.providers.choice import Providers

TASKS = Tasks("payments")

_FORGOTTEN_AT_ONCE = 100


@TASKS.queued
async def apply_event(context: TaskContext, provider: str, event_id: str) -> None:
    """Apply one event, unless its object was read since it was received."""
    async with context.database.session() as session:
        event = await repository.get_event(session, provider, event_id)
    if event is None or event.is_applied or event.object_kind is None:
        return
    providers = Providers(context.settings, context.database)
    await apply(context.database, providers.all[provider], Ref(ObjectKind(event.object_kind), event.object_id))


@TASKS.queued
async def refund_purchase(context: TaskContext, provider: str, checkout_id: str, amount_minor: int, key: str) -> None:
    """Give money back, once per ``key``, and take the credits back that it bought."""
    selling = Providers(context.settings, context.database).all[provider]
    await selling.refund(checkout_id, amount_minor, key)
    await apply(context.database, selling, Ref(ObjectKind.CHECKOUT, checkout_id))


@TASKS.every(60.0)
async def queue_forgotten(context: TaskContext) -> None:
    """Apply what was received and whose task has given up."""
    async with context.database.session() as session:
        forgotten = await repository.list_forgotten_events(session, _FORGOTTEN_AT_ONCE)
    known = Providers(context.settings, context.database).all
    for provider, event_id in forgotten:
        if provider in known:
            await apply_event.function(context, provider, event_id)


@TASKS.at("17 * * * *")
async def reconcile(context: TaskContext) -> None:
    """Compare the ledger with what each provider knows, both ways; what was lost on the way arrives so."""
    for provider in Providers(context.settings, context.database).all.values():
        await reconciliation.reconcile(context.database, provider)

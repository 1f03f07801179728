"""``audiostudio ledger``: whether credits add up, and agree with what payment providers know; what is for sale."""

import asyncio
from collections.abc import Awaitable, Callable
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from audiostudio.cli.console import CommandError, DataDirOption, load_settings, say

if TYPE_CHECKING:
    from pathlib import Path

    from audiostudio.kit.postgres.database import Database
    from audiostudio.settings import Settings

Result = TypeVar("Result")

_commands = typer.Typer(help="Check the credit ledger, and change prices.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the commands to ``app``."""
    app.add_typer(_commands, name="ledger")


@_commands.command(epilog="Example: audiostudio ledger check")
def check(data_dir: DataDirOption = None) -> None:
    """Add the ledger up and compare it with each payment provider, both ways; what was lost on the way arrives."""
    from audiostudio.credits import service as credits
    from audiostudio.payments.providers.choice import Providers
    from audiostudio.payments.reconciliation import reconcile

    async def work(database: "Database", settings: "Settings") -> list[str]:
        async with database.session() as session:
            faults = await credits.list_faults(session)
        for provider in Providers(settings, database).all.values():
            found = await reconcile(database, provider)
            say(f"{found.provider}: {found.objects_read} objects read, {found.healed} of them news.")
            faults += [fault for fault in found.faults if fault not in faults]
        return faults

    faults = _run(work, data_dir)
    for fault in faults:
        say(fault)
    if faults:
        raise CommandError(f"{len(faults)} things do not add up.", "ledger_faulty")
    say("The ledger adds up.")


@_commands.command(epilog="Example: audiostudio ledger price credits-25 --amount 450 --credits 25")
def price(
    product: Annotated[str, typer.Argument(help="A product that is for sale, or a new package.")],
    amount: Annotated[int | None, typer.Option(min=1, help="What it costs, in the currency's smallest unit.")] = None,
    credits: Annotated[float | None, typer.Option(min=0.01, help="Credits that it brings.")] = None,
    name: Annotated[str | None, typer.Option(help="What customers read.")] = None,
    currency: Annotated[str | None, typer.Option(help="ISO 4217, such as usd.")] = None,
    days: Annotated[
        int | None, typer.Option(min=1, help="Days after which its credits expire; never unless set.")
    ] = None,
    withdraw: Annotated[bool, typer.Option("--withdraw", help="Sell it no longer.")] = False,
    data_dir: DataDirOption = None,
) -> None:
    """Sell a product at a new price; what was bought before stays as it was bought."""
    from audiostudio.payments import service

    async def work(database: "Database", _: "Settings") -> int:
        async with database.session() as session:
            return await service.set_price(
                session,
                product,
                name=name,
                credits=None if credits is None else round(Decimal(str(credits)), 2),
                amount_minor=amount,
                currency=currency.lower() if currency else None,
                credits_last_days=days,
                on_sale=not withdraw,
            )

    version = _run(work, data_dir)
    say(f"{product} is {'not sold any more' if withdraw else f'sold in version {version}'} now.")


def _run(work: "Callable[[Database, Settings], Awaitable[Result]]", data_dir: "Path | None") -> Result:
    """Do ``work`` under the worker's role."""
    from audiostudio.kit.http.errors import Problem
    from audiostudio.kit.postgres.address import WORKER_ROLE, role_url
    from audiostudio.kit.postgres.database import Database

    settings = load_settings(data_dir=data_dir)

    async def run() -> Result:
        database = Database(role_url(WORKER_ROLE, settings), pool_size=4)
        try:
            return await work(database, settings)
        finally:
            await database.close()

    try:
        return asyncio.run(run())
    except Problem as problem:
        raise CommandError(problem.detail, problem.code) from None

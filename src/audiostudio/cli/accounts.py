"""``audiostudio accounts``: what an operator does with people's accounts without a browser."""

import asyncio
from collections.abc import Awaitable, Callable
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from audiostudio.cli.console import CommandError, DataDirOption, load_settings, say

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy.ext.asyncio import AsyncSession

Result = TypeVar("Result")

_commands = typer.Typer(help="Give credits to people, set their tier, let them in again.", no_args_is_help=True)

EmailArgument = Annotated[str, typer.Argument(help="Address the account was registered with.")]


def register(app: typer.Typer) -> None:
    """Add the commands to ``app``."""
    app.add_typer(_commands, name="accounts")


@_commands.command(epilog='Example: audiostudio accounts grant ada@example.com 25 --reason "Prize" --key prize-1')
def grant(
    email: EmailArgument,
    credits: Annotated[float, typer.Argument(min=0.01, max=1_000_000, help="Credits to give.")],
    reason: Annotated[str, typer.Option(help="What the person reads in the history.")] = "Given by the operator",
    key: Annotated[
        str | None, typer.Option(help="Any text; a grant under the same key counts once, however often it is sent.")
    ] = None,
    data_dir: DataDirOption = None,
) -> None:
    """Give credits to somebody."""
    from audiostudio.accounts import service
    from audiostudio.kit.ids import new_id

    amount = round(Decimal(str(credits)), 2)
    balance = run_as_worker(
        lambda session: service.grant_credits(
            session, email=email, amount=amount, description=reason, key=key or str(new_id())
        ),
        data_dir,
    )
    say(f"{email} now has {balance} credits.")


@_commands.command(epilog="Example: audiostudio accounts tier ada@example.com Pro")
def tier(
    email: EmailArgument,
    tier: Annotated[str, typer.Argument(help="Free, Pro or Advanced.")],
    data_dir: DataDirOption = None,
) -> None:
    """Set somebody's level of service."""
    from audiostudio.accounts import service
    from audiostudio.accounts.plans import Tier

    chosen = next((known for known in Tier if known.lower() == tier.lower()), None)
    if chosen is None:
        raise CommandError(f"There is no tier {tier!r}; choose {', '.join(Tier)}.", "tier_unknown")
    run_as_worker(lambda session: service.set_tier(session, email=email, tier=chosen), data_dir)
    say(f"{email} is {chosen} now.")


@_commands.command("reset-link", epilog="Example: audiostudio accounts reset-link ada@example.com")
def reset_link(email: EmailArgument, data_dir: DataDirOption = None) -> None:
    """Print a link by which somebody sets a new password; it works once, for an hour. Hand it to them alone."""
    from audiostudio.accounts.email import service

    settings = load_settings(data_dir=data_dir)
    typer.echo(run_as_worker(lambda session: service.make_reset_link(session, settings, email), data_dir))


@_commands.command("second-factor-off", epilog="Example: audiostudio accounts second-factor-off ada@example.com")
def second_factor_off(email: EmailArgument, data_dir: DataDirOption = None) -> None:
    """Ask somebody for no second factor any more, who has lost it and their recovery codes."""
    from audiostudio.accounts.second_factor import service

    run_as_worker(lambda session: service.turn_off_for(session, email), data_dir)
    say(f"{email} signs in without a second factor now.")


@_commands.command("check-mail", epilog="Example: audiostudio accounts check-mail you@example.com")
def check_mail(
    address: Annotated[str, typer.Argument(help="Address to send it to.")], data_dir: DataDirOption = None
) -> None:
    """Send a mail by the configured server, to see whether it arrives."""
    from audiostudio.accounts.email.delivery import MailNotSent, send_test

    settings = load_settings(data_dir=data_dir)
    try:
        asyncio.run(send_test(settings, address))
    except MailNotSent as error:
        raise CommandError(str(error), "mail_not_sent") from None
    say(f"The server has taken a mail to {address}.")


def run_as_worker(work: "Callable[[AsyncSession], Awaitable[Result]]", data_dir: "Path | None") -> Result:
    """Do ``work`` in one transaction under the worker's role."""
    from audiostudio.kit.http.errors import Problem
    from audiostudio.kit.postgres.address import WORKER_ROLE, role_url
    from audiostudio.kit.postgres.database import Database

    settings = load_settings(data_dir=data_dir)

    async def run() -> Result:
        database = Database(role_url(WORKER_ROLE, settings), pool_size=1)
        try:
            async with database.session() as session:
                return await work(session)
        finally:
            await database.close()

    try:
        return asyncio.run(run())
    except Problem as problem:
        raise CommandError(problem.detail, problem.code) from None

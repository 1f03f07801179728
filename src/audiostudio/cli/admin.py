"""``audiostudio admin``: who runs the installation; said here alone, by whoever has the machine."""

import typer

from audiostudio.cli.accounts import EmailArgument, run_as_worker
from audiostudio.cli.console import DataDirOption, say

_commands = typer.Typer(help="Say who may use the operator's pages.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the commands to ``app``."""
    app.add_typer(_commands, name="admin")


@_commands.command(epilog="Example: audiostudio admin grant ada@example.com")
def grant(email: EmailArgument, data_dir: DataDirOption = None) -> None:
    """Let somebody use the operator's pages."""
    _set(email, True, data_dir)
    say(f"{email} is an operator now.")


@_commands.command(epilog="Example: audiostudio admin revoke ada@example.com")
def revoke(email: EmailArgument, data_dir: DataDirOption = None) -> None:
    """Let somebody use the operator's pages no more, at once."""
    _set(email, False, data_dir)
    say(f"{email} is no operator any more.")


@_commands.command("list")
def list_all(data_dir: DataDirOption = None) -> None:
    """List the operators."""
    from audiostudio.accounts import operators

    for email in run_as_worker(operators.list_operators, data_dir):
        typer.echo(email)


def _set(email: str, is_operator: bool, data_dir: DataDirOption) -> None:
    from sqlalchemy.ext.asyncio import AsyncSession

    from audiostudio.accounts import operators
    from audiostudio.admin import service as admin

    async def work(session: AsyncSession) -> None:
        user_id = await operators.set_operator(session, email, is_operator=is_operator)
        await admin.note_operator(session, user_id, email, granted=is_operator)

    run_as_worker(work, data_dir)

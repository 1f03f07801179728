"""The ``audiostudio`` command: the product's processes, and every tool without a server."""

from typing import Any

import typer
from typer.core import TyperGroup

from audiostudio.cli import (
    accounts,
    admin,
    assistants,
    engines,
    ledger,
    models,
    serving,
    settings_listing,
    up,
    voices,
    watermark,
)
from audiostudio.cli.console import errors_in_one_line
from audiostudio.cli.tool_commands import list_command, make_command
from audiostudio.tools.registry import all_tools


class _StudioGroup(TyperGroup):
    """Adds one command per tool; the options of a tool are made only when its command is called."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._tools = {tool.verb: tool for tool in all_tools().values()}
        for tool in self._tools.values():
            self.add_command(list_command(tool))

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Make the whole command of the tool that is called."""
        if tool := self._tools.get(args[0]):
            self.add_command(make_command(tool))
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: Any) -> Any:
        """Run the command, telling errors in one line."""
        with errors_in_one_line():
            return super().invoke(ctx)


app = typer.Typer(
    name="audiostudio",
    cls=_StudioGroup,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def audiostudio() -> None:
    """Audio Studio: master, separate, keep and publish sound.

    `audiostudio up` starts the whole product; the other commands work without it.
    """


up.register(app)
serving.register(app)
models.register(app)
engines.register(app)
voices.register(app)
watermark.register(app)
accounts.register(app)
admin.register(app)
ledger.register(app)
assistants.register(app)
settings_listing.register(app)


if __name__ == "__main__":
    app(prog_name="audiostudio")

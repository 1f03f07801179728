"""``audiostudio models``: which weights there are, under which licence, whether they are here and intact."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from audiostudio.cli.console import FAILURE, DataDirOption, JsonOption, load_settings, say
from audiostudio.cli.progress import Show, progress_bar

if TYPE_CHECKING:
    from audiostudio.engines.weights.store import ModelStore
    from audiostudio.settings import Settings

_commands = typer.Typer(help="List, fetch and verify the models' weights.", no_args_is_help=True)

NamesArgument = Annotated[list[str] | None, typer.Argument(metavar="[NAME]...", show_default=False)]


def register(app: typer.Typer) -> None:
    """Add the commands to ``app``."""
    app.add_typer(_commands, name="models")


@_commands.command("list", epilog="Example: audiostudio models list --json")
def list_models(as_json: JsonOption = False, data_dir: DataDirOption = None) -> None:
    """List every model with its author, licence and size, and whether it is installed."""
    states = _store(load_settings(data_dir=data_dir)).list()
    if as_json:
        rows = [
            {
                "name": state.model.name,
                "title": state.model.title,
                "author": state.model.author,
                "licence": state.model.licence,
                "size_bytes": state.model.size_bytes,
                "installed": state.is_present,
                "path": str(state.path),
            }
            for state in states
        ]
        print(json.dumps(rows, indent=2, ensure_ascii=False))
        return
    for state in states:
        where = "installed" if state.is_present else "not installed"
        size_mb = state.model.size_bytes / 1e6
        print(f"{state.model.name}  {where}  {size_mb:.1f} MB  {state.model.licence}  {state.model.title}")


@_commands.command(epilog="Example: audiostudio models pull spleeter:2stems")
def pull(
    names: NamesArgument = None,
    local_dir: Annotated[
        Path | None, typer.Option("--from", help="Folder that may hold the files already; looked into first.")
    ] = None,
    data_dir: DataDirOption = None,
) -> None:
    """Fetch models, those that the tools need unless named; what is here and intact stays."""
    store = _store(load_settings(data_dir=data_dir))
    for name in names or [state.model.name for state in store.list() if not state.model.on_demand]:
        with progress_bar(name) as progress:
            path = store.pull(name, progress, local_dir=local_dir)
        say(f"{name}: {path}")


@_commands.command(epilog="Example: audiostudio models verify")
def verify(names: NamesArgument = None, data_dir: DataDirOption = None) -> None:
    """Compare models, all installed ones unless named, with what their authors published."""
    from audiostudio.engines.weights.errors import ModelError

    store = _store(load_settings(data_dir=data_dir))
    failed = False
    for name in names or [state.model.name for state in store.list() if state.is_present]:
        try:
            store.verify(name)
            say(f"{name}: intact")
        except ModelError as error:
            failed = True
            say(f"error: {error.detail} [{error.code}]")
    if failed:
        raise typer.Exit(FAILURE)


def pull_missing(settings: "Settings", check_stop: Callable[[], None]) -> None:
    """Fetch what the tools need and is not here; without it the product starts, and the tools say what is missing.

    Args:
        settings: where weights are kept.
        check_stop: called several times a second while something comes; may raise to stop.
    """
    from audiostudio.engines.weights.errors import ModelError

    store = _store(settings)
    for state in store.list():
        if not state.is_present and not state.model.on_demand:
            name, size_mb = state.model.name, state.model.size_bytes / 1e6
            say(f"fetching {name} ({state.model.title}; {size_mb:.0f} MB, {state.model.licence})")
            try:
                with progress_bar(name) as show:

                    def progress(fraction: float, message: str, show: Show = show) -> None:
                        check_stop()
                        show(fraction, message)

                    store.pull(name, progress)
            except ModelError as error:
                say(f"warning: {error.detail} [{error.code}]")


def _store(settings: "Settings") -> "ModelStore":
    from audiostudio.engines.weights.store import ModelStore

    return ModelStore(settings.weights_dir)

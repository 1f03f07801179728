"""``audiostudio engines``: what lives in environments of its own, under which licences; getting and removing it."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from audiostudio.cli.console import DataDirOption, JsonOption, load_settings, say
from audiostudio.cli.progress import progress_bar

if TYPE_CHECKING:
    from audiostudio.engines.external.installation import EngineStore
    from audiostudio.engines.external.row import EngineRow
    from audiostudio.settings import Settings

_commands = typer.Typer(help="List, install and remove engines that live apart.", no_args_is_help=True)

NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="The engine's name, as the list has it.")]


def register(app: typer.Typer) -> None:
    """Add the commands to ``app``."""
    app.add_typer(_commands, name="engines")


@_commands.command("list", epilog="Example: audiostudio engines list --json")
def list_engines(as_json: JsonOption = False, data_dir: DataDirOption = None) -> None:
    """List every such engine with its licences, and whether it and its weights are installed."""
    states = _store(load_settings(data_dir=data_dir)).list()
    if as_json:
        rows = [
            {
                "name": state.row.name,
                "kind": state.row.kind,
                "title": state.row.title,
                "summary": state.row.summary,
                "code_licence": state.row.code_licence,
                "weights_licence": state.row.weights_licence,
                **_special_facts(state.row),
                "disk_gb": state.row.disk_gb,
                "installed": state.is_installed,
                "weights_installed": state.has_weights,
                "versions": dict(state.versions),
                "install_command": state.row.install_command,
            }
            for state in states
        ]
        print(json.dumps(rows, indent=2, ensure_ascii=False))
        return
    for state in states:
        here = "installed" if state.is_installed else "not installed"
        weights = "weights installed" if state.has_weights else "weights not installed"
        licences = f"code {state.row.code_licence}, weights {state.row.weights_licence}"
        print(f"{state.row.name}  {state.row.kind}  {here}  {weights}  {licences}  {state.row.summary}")


@_commands.command(epilog="Example: audiostudio engines install xtts --accept-licence CPML")
def install(
    name: NameArgument,
    accept_licence: Annotated[
        str | None,
        typer.Option(
            metavar="LICENCE",
            help="Accept this licence of the engine's weights, where it asks for it.",
            show_default=False,
        ),
    ] = None,
    weights: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Take the weights from here, rather than fetch them.", show_default=False),
    ] = None,
    data_dir: DataDirOption = None,
) -> None:
    """Make the engine's environment with pip, check that it answers, and get its weights."""
    from audiostudio.engines.external.installation import find_engine
    from audiostudio.engines.external.row import licence_name

    settings = load_settings(data_dir=data_dir)
    store, row = _store(settings), find_engine(name)
    licences = f"its code is under {row.code_licence}, its weights under {row.weights_licence}"
    say(f"{row.title} is an engine for {row.kind}; {licences}.")
    accepted = accept_licence is not None and licence_name(accept_licence) == licence_name(row.weights_licence)
    state = store.state(row)
    if state.is_installed and (accepted or not row.to_accept):
        say(f"{row.name}: installed already")
    else:
        if accepted or not row.to_accept:
            say(f"This takes about {row.disk_gb:g} GB, and several more where torch comes with libraries for a GPU.")
        with progress_bar(row.name) as progress:
            state = store.install(row, progress, accepted=accepted)
        say(f"{row.name}: installed ({', '.join(f'{name} {version}' for name, version in state.versions.items())})")
    _get_weights(settings, store, row, weights)


@_commands.command(epilog="Example: audiostudio engines remove xtts")
def remove(name: NameArgument, data_dir: DataDirOption = None) -> None:
    """Delete the engine's environment; its weights stay."""
    from audiostudio.engines.external.installation import find_engine

    row = find_engine(name)
    was_there = _store(load_settings(data_dir=data_dir)).remove(row)
    say(f"{row.name}: {'removed' if was_there else 'not installed'}")


def _special_facts(row: "EngineRow") -> dict[str, Any]:
    """Return what is known of one kind of engine only: languages of those that speak, options of those that compose."""
    from audiostudio.engines.external.music_engines import MusicEngineRow
    from audiostudio.engines.external.voice_engines import VoiceEngineRow

    if isinstance(row, VoiceEngineRow):
        return {"languages": list(row.languages)}
    assert isinstance(row, MusicEngineRow)
    options = {name: option.described() for name, option in row.options.items()}
    return {"makes": list(row.makes), "options": options}


def _get_weights(settings: "Settings", store: "EngineStore", row: "EngineRow", folder: Path | None) -> None:
    from audiostudio.engines.weights.store import ModelStore

    if folder is not None:
        store.import_weights(row, folder)
    elif not store.state(row).has_weights:
        for name in row.weights.values():
            with progress_bar(name) as progress:
                ModelStore(settings.weights_dir).pull(name, progress)
    store.weights(row)
    say(f"{row.name}: its weights are installed")


def _store(settings: "Settings") -> "EngineStore":
    from audiostudio.engines.external.installation import EngineStore

    return EngineStore(settings.weights_dir)

"""Makes a command of every tool: its options are its parameters, its exit status says whose fault a failure was."""

import inspect
import json
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand

from audiostudio.cli.console import CommandError, JsonOption, load_settings, say
from audiostudio.cli.output_place import STANDARD_OUTPUT, OutputPlace
from audiostudio.cli.parameters import ToolOption, options_of, read_parameters
from audiostudio.cli.progress import progress_bar

if TYPE_CHECKING:
    from audiostudio.tools.base import Tool, ToolParams, ToolResult

OutputOption = Annotated[
    Path,
    typer.Option(
        "--output", "-o", metavar="OUT", help="The file to write, or a folder for all files; - is standard output."
    ),
]
OverwriteOption = Annotated[
    bool, typer.Option("--overwrite", help="Replace the file OUT, or files of the same names in the folder OUT.")
]

_STANDARD_INPUT = Path("-")
_VOICE_FILE = ".voice.safetensors"
_FILE_VOICE = f"clone_{0:032x}"


def list_command(tool: "Tool[Any]") -> TyperCommand:
    """Return the command as lists of commands show it, without its options; it cannot be called."""
    return TyperCommand(tool.verb, help=tool.summary)


def make_command(tool: "Tool[Any]") -> TyperCommand:
    """Return the command that runs ``tool`` on files, with an option for each of its parameters."""
    options = options_of(tool.Params)
    text, options = (options[0], options[1:]) if not tool.max_files else (None, options)

    def command(
        output: Path,
        overwrite: bool,
        as_json: bool,
        source: list[Path] | None = None,
        reference: list[Path] | None = None,
        **given: Any,
    ) -> None:
        if text is not None and given[text.field] == "-":
            given[text.field] = sys.stdin.read()
        with _clean_end(), _files(source or []) as sources, _files(reference or []) as references:
            # A tool for one file is run on each of several.
            _check_files("sound files", sources, tool.max_files if tool.max_files != 1 else len(sources))
            _check_files("references", references, tool.max_references)
            params = read_parameters(tool.Params, [text, *options] if text else options, given, output)
            if tool.max_files == 1 and len(sources) > 1:
                _run_each(tool, params, sources, references, output, overwrite, as_json)
                return
            place = OutputPlace(output, overwrite=overwrite)
            place.check(sources + references)
            result, written = _run(tool, params, sources, references, place)
            _print_result(result, written, as_json, to_stderr=place.is_stream)

    parameters = [
        *_input_parameters(tool, text),
        _parameter("output", OutputOption),
        *_reference_parameters(tool),
        *(_parameter(option.field, option.annotation(), default=None) for option in options),
        _parameter("overwrite", OverwriteOption, default=False),
        _parameter("as_json", JsonOption, default=False),
    ]
    command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    command.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    single = typer.Typer(add_completion=False)
    source_example = "song.wav" if text is None else '"Hello there."'
    example = f"Example: audiostudio {tool.verb} {source_example} -o result" + "".join(
        f" {o.example}" for o in options[:1]
    )
    single.command(tool.verb, help=f"{tool.summary}\n\nRuns here, without a server.", epilog=example)(command)
    made = typer.main.get_command(single)
    assert isinstance(made, TyperCommand)
    return made


def _input_parameters(tool: "Tool[Any]", text: ToolOption | None) -> Iterator[inspect.Parameter]:
    """Yield what the command reads: as many files as the tool takes, or a text where it takes none."""
    if text is not None:
        help_text = f"{text.schema.get('description', '')} - reads it from standard input.".strip()
        yield _parameter(text.field, Annotated[str | None, typer.Argument(help=help_text)], default=None)
    elif tool.max_files > 1:
        help_text = f"The sound files, at most {tool.max_files}; - is standard input."
        several = typer.Argument(metavar="IN...", help=help_text)
        yield _parameter("source", Annotated[list[Path], several])
    else:
        help_text = "The sound file, or - for standard input; of several, each gets a folder in OUT."
        one = typer.Argument(metavar="IN...", help=help_text)
        yield _parameter("source", Annotated[list[Path], one])


def _reference_parameters(tool: "Tool[Any]") -> Iterator[inspect.Parameter]:
    if tool.max_references:
        often = "." if tool.max_references == 1 else f"; may be given {tool.max_references} times."
        option = typer.Option("--reference", metavar="FILE", help=f"Sound that the result is to resemble{often}")
        yield _parameter("reference", Annotated[list[Path] | None, option], default=None)


def _parameter(name: str, annotation: Any, *, default: Any = inspect.Parameter.empty) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)


def _check_files(what: str, paths: list[Path], most: int) -> None:
    for path in paths:
        if not path.is_file():
            raise CommandError(f"There is no file {path}.", "file_not_found")
    if len(paths) > most:
        raise CommandError(f"{len(paths)} {what} are too many; {most} can be taken.", "too_many_files")


@contextmanager
def _files(named: list[Path]) -> Iterator[list[Path]]:
    """Give the files to read; what comes through standard input, where one is called ``-``, becomes a file."""
    if _STANDARD_INPUT not in named:
        yield named
        return
    with tempfile.TemporaryDirectory(prefix="audiostudio-") as folder:
        received = Path(folder) / "audio"
        with received.open("wb") as file:
            shutil.copyfileobj(sys.stdin.buffer, file)
        yield [received if path == _STANDARD_INPUT else path for path in named]


@contextmanager
def _clean_end() -> Iterator[None]:
    """End as an interrupted command does, drafts removed, where a system or a closed terminal ends this process."""

    def end(number: int, _: object) -> None:
        sys.exit(128 + number)

    heeded = [n for n in (signal.SIGTERM, signal.SIGHUP) if signal.getsignal(n) is not signal.SIG_IGN]  # nohup
    before = {number: signal.signal(number, end) for number in heeded}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _run(
    tool: "Tool[Any]",
    params: "ToolParams",
    sources: list[Path],
    references: list[Path],
    place: OutputPlace,
) -> "tuple[ToolResult, dict[str, Path]]":
    """Run the tool and put what it made into its place."""
    from audiostudio.audio.codecs.remarks import collecting_remarks
    from audiostudio.jobs.tool_context import tool_context
    from audiostudio.tools.entitlements import EVERYTHING
    from audiostudio.tools.input_warnings import with_input_warnings

    params, voices = _with_voice_file(params)
    tool.check(params, EVERYTHING)
    settings = load_settings()
    context = replace(
        tool_context(
            settings,
            source_names=[path.name for path in sources],
            references=references,
            needs_network=tool.needs_network,
        ),
        threads=os.cpu_count() or 1,
        voices=voices,
    )
    with place.draft() as draft:
        with _results_only_on_stdout(), progress_bar(tool.title) as progress, collecting_remarks() as remarks:
            result = tool.run(params, sources, draft, context, progress)
        result = with_input_warnings(result, remarks, sources, context)
        written = place.deliver(result)
    for warning in result.report["input_warnings"]:
        say("warning: {file}: {detail} [{code}]".format_map(warning))
    return result, written


def _with_voice_file(params: "ToolParams") -> "tuple[ToolParams, dict[str, Path]]":
    """Let a file that `clone-voice` made be named in place of a voice."""
    named = getattr(params, "voice", None)
    if not isinstance(named, str) or not named.endswith(_VOICE_FILE):
        return params, {}
    path = Path(named)
    _check_files("voices", [path], 1)
    return params.model_copy(update={"voice": _FILE_VOICE}), {_FILE_VOICE: path}


def _run_each(
    tool: "Tool[Any]",
    params: "ToolParams",
    sources: list[Path],
    references: list[Path],
    output: Path,
    overwrite: bool,
    as_json: bool,
) -> None:
    """Run a tool for one file on each of several; the results of ``song.wav`` go into the folder ``OUT/song``."""
    if output == STANDARD_OUTPUT or (output.exists() and not output.is_dir()):
        raise CommandError(f"{output} is no folder; several files are made, so name one.", "output_not_a_folder")
    folders = _folders_of(sources, output)
    if not overwrite and (taken := [str(folder) for folder in folders if os.path.lexists(folder)]):
        detail = f"{', '.join(taken)} exists already; name another folder, or pass --overwrite."
        raise CommandError(detail, "output_exists")
    for source, folder in zip(sources, folders, strict=True):
        folder.mkdir(parents=True, exist_ok=True)
        try:
            result, written = _run(tool, params, [source], references, OutputPlace(folder, overwrite=overwrite))
        except BaseException:
            with suppress(OSError):  # it holds results of an earlier run
                folder.rmdir()
            raise
        _print_result(result, written, as_json)


def _folders_of(sources: list[Path], output: Path) -> list[Path]:
    """Return a folder for each file, after its name; files of one name get numbers."""
    folders: list[Path] = []
    for source in sources:
        folder, number = output / source.stem, 1
        while folder in folders:
            number += 1
            folder = output / f"{source.stem} {number}"
        folders.append(folder)
    return folders


def _print_result(result: "ToolResult", written: dict[str, Path], as_json: bool, *, to_stderr: bool = False) -> None:
    stream = sys.stderr if to_stderr else sys.stdout
    if as_json:
        outputs = [
            {"role": made.role, "path": str(written[made.role]), "media_type": made.media_type, **made.details}
            for made in result.outputs
        ]
        print(json.dumps({**result.report, "outputs": outputs}, indent=2, ensure_ascii=False, default=str), file=stream)
        return
    for role, path in written.items():
        print(f"{role}: {path}", file=stream)


@contextmanager
def _results_only_on_stdout() -> Iterator[None]:
    """Send what libraries print, even from C, to standard error for as long as a tool works."""
    sys.stdout.flush()
    try:
        kept = os.dup(1)
    except OSError:  # standard output is closed
        yield
        return
    try:
        os.dup2(2, 1)
        yield
    finally:
        sys.stdout.flush()
        os.dup2(kept, 1)
        os.close(kept)

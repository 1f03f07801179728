"""What every command shares: settings from options, and errors as one line instead of a traceback."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from audiostudio.settings import Settings

BAD_INPUT, FAILURE = 2, 1

DataDirOption = Annotated[
    Path | None,
    typer.Option("--data-dir", help="Folder of everything the product keeps.", envvar="AUDIOSTUDIO_DATA_DIR"),
]
HostOption = Annotated[
    str | None,
    typer.Option("--host", help="Address to listen on; 0.0.0.0 for every network.", show_default="127.0.0.1"),
]
PortOption = Annotated[
    int | None,
    typer.Option("--port", min=0, max=65535, help="Port to listen on; 0 takes a free one.", show_default="8000"),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print the result as JSON on standard output.")]


class CommandError(Exception):
    """An error that a command foresaw.

    Attributes:
        detail: a sentence for the person at the terminal.
        code: the kind of error, in snake_case.
        exit_status: the exit status of the command.
    """

    def __init__(self, detail: str, code: str, *, exit_status: int = BAD_INPUT) -> None:
        super().__init__(detail)
        self.detail = detail
        self.code = code
        self.exit_status = exit_status


def load_settings(*, data_dir: Path | None = None, host: str | None = None, port: int | None = None) -> "Settings":
    """Return the settings with a command's options on top; processes started from here see the same."""
    from audiostudio.settings import Settings, get_settings

    given = {"data_dir": data_dir and data_dir.absolute(), "host": host, "port": port}
    for field, value in given.items():
        if value is not None:
            alias = Settings.model_fields[field].validation_alias
            os.environ[str(alias or field).upper()] = str(value)
    get_settings.cache_clear()
    return get_settings()


def say(text: str) -> None:
    """Tell the person at the terminal something; standard output is for results."""
    print(text, file=sys.stderr, flush=True)


@contextmanager
def errors_in_one_line() -> Iterator[None]:
    """Turn errors that name their cause into ``error: <detail> [<code>]`` and an exit status."""
    try:
        yield
    except Exception as error:
        told = _tell(error)
        if told is None:
            raise
        detail, code, status = told
        say(f"error: {' '.join(detail.split())} [{code}]")
        raise typer.Exit(status) from None


# Errors whose text is meant for a person: module, class, code, exit status. More telling classes come first.
_KNOWN = (
    ("audiostudio.kit.postgres.embedded", "DataDirectoryInUse", "data_dir_in_use"),
    ("audiostudio.kit.postgres.embedded", "EmbeddedPostgresError", "database_unavailable"),
    ("audiostudio.kit.postgres.address", "NoDatabase", "database_unavailable"),
    ("audiostudio.migrations.run", "UnsuitableDatabase", "database_unsuitable"),
)


def _tell(error: Exception) -> tuple[str, str, int] | None:
    """Return detail, code and exit status of an error that a person can act on, ``None`` for a bug of ours."""
    for module, name, code in _KNOWN:
        if _is_a(error, module, name):
            return str(error), code, FAILURE
    if _is_a(error, "sqlalchemy.exc", "OperationalError") or _is_a(error, "psycopg", "OperationalError"):
        reason = str(getattr(error, "orig", error)).strip().splitlines()[0]
        return f"The database does not answer: {reason}", "database_unavailable", FAILURE
    if _is_a(error, "pydantic", "ValidationError") and getattr(error, "title", "") == "Settings":
        return _invalid_settings(error), "settings_invalid", BAD_INPUT
    if isinstance(error, OSError) and error.filename is not None:
        return f"{error.filename}: {error.strerror}.", "file_inaccessible", BAD_INPUT
    told = (getattr(error, "detail", None), getattr(error, "code", None))
    if all(isinstance(part, str) for part in told):  # CommandError, and the errors of tools and sounds
        return str(told[0]), str(told[1]), getattr(error, "exit_status", BAD_INPUT)
    return None


def _is_a(error: Exception, module: str, name: str) -> bool:
    """Say whether ``error`` is of a class in a module that only who raised it had to import."""
    kind = getattr(sys.modules.get(module), name, None)
    return kind is not None and isinstance(error, kind)


def _invalid_settings(error: Any) -> str:
    problems = []
    for problem in error.errors():
        name = ".".join(str(part) for part in problem["loc"]).upper()
        problems.append(f"{name}: {problem['msg']}" if name else problem["msg"])
    return "The settings are not valid: " + "; ".join(problems) + "."

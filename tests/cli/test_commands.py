"""The command as a whole: help everywhere, nothing heavy loaded for it, settings explained and refused in one line."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from audiostudio.cli.main import app
from audiostudio.cli.settings_listing import env_example
from audiostudio.settings import Settings
from tests.cli.conftest import Run

COMMANDS = typer.main.get_command(app).commands  # type: ignore[attr-defined]
REPOSITORY = Path(__file__).parents[2]


def test_the_issued_commands_exist() -> None:
    assert {"up", "serve", "worker", "migrate", "master", "settings"} <= set(COMMANDS)


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_has_help_with_an_example(name: str) -> None:
    group = getattr(COMMANDS[name], "commands", None)
    shown = [CliRunner().invoke(app, [name, *part, "--help"]) for part in ([[each] for each in group or ()] or [[]])]
    assert all(done.exit_code == 0 for done in shown)
    assert "Example: " in "".join(done.stdout for done in shown)


def test_a_group_of_commands_has_help(run: Run) -> None:
    done = run("accounts", "--help")
    assert done.returncode == 0
    assert "audiostudio accounts" in done.stdout


def test_help_loads_no_numeric_library_and_no_server() -> None:
    code = (
        "import sys\nfrom audiostudio.cli.main import app\n"
        "try: app(['--help'])\nexcept SystemExit: pass\n"
        "print(*sorted(m for m in sys.modules if '.' not in m), file=sys.stderr)"
    )
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stderr.split()
    assert not {"numpy", "numba", "scipy", "av", "fastapi", "sqlalchemy", "uvicorn"} & set(loaded)


def test_the_environment_example_lists_every_setting_and_is_current() -> None:
    text = env_example()
    for field, info in Settings.model_fields.items():
        assert f"\n#{str(info.validation_alias or field).upper()}=" in text, field
        assert info.description, field
    assert (REPOSITORY / ".env.example").read_text() == text


def test_the_environment_example_is_a_valid_env_file_when_uncommented(tmp_path: Path) -> None:
    lines = [line[1:] for line in env_example().splitlines() if line.startswith("#") and line[1:2].isupper()]
    given = [line for line in lines if not line.endswith("=")]
    (tmp_path / ".env").write_text("\n".join(given))
    read, default = Settings(_env_file=tmp_path / ".env"), Settings(_env_file=None)
    assert given
    assert read.model_dump(exclude={"data_dir"}) == default.model_dump(exclude={"data_dir"})


def test_an_invalid_setting_is_named_in_one_line(run: Run) -> None:
    done = run("serve", PORT="many")
    assert done.returncode == 2
    assert done.stderr.startswith("error: The settings are not valid: PORT: ")
    assert done.stderr.endswith("[settings_invalid]\n")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("command", ["up", "serve"])
def test_a_busy_port_is_one_line(run: Run, tmp_path: Path, command: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as squatter:
        port = squatter.getsockname()[1]
        done = run(command, "--port", str(port), "--data-dir", tmp_path / "data")
    assert done.returncode == 1
    expected = f"error: Port {port} is in use by another program; choose another with --port. [port_in_use]\n"
    assert done.stderr == expected
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("command", ["up", "serve", "worker", "migrate"])
def test_a_data_directory_that_cannot_be_made_is_one_line(run: Run, tmp_path: Path, command: str) -> None:
    (tmp_path / "file").write_text("")
    options = ["--port", "0"] if command in ("up", "serve") else []
    done = run(command, *options, "--data-dir", tmp_path / "file" / "data")
    assert done.returncode == 1
    assert done.stderr.startswith(f"error: The data directory {tmp_path}/file/data cannot be written to: ")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("command", ["up", "serve", "worker", "migrate"])
def test_a_database_that_does_not_answer_is_one_line(run: Run, tmp_path: Path, command: str) -> None:
    options = ["--port", "0"] if command in ("up", "serve") else []
    nowhere = "postgresql://someone:secret@127.0.0.1:1/nothing"
    done = run(command, *options, "--data-dir", tmp_path, DATABASE_URL=nowhere)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].endswith("[database_unavailable]")
    assert "secret" not in done.stderr
    assert "Traceback" not in done.stderr

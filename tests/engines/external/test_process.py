"""An engine's process: what it is given, what it may do to its parent (nothing), and that it never outlives him."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from audiostudio.engines.external.errors import (
    EngineAnswerBroken,
    EngineDied,
    EngineFailed,
    EngineHung,
    EngineRefused,
)
from audiostudio.engines.external.process import EngineProcess, clean_environment, serve_command
from tests.installed_engine import TINY


def quiet(fraction: float, message: str) -> None:
    pass


def start(tmp_path: Path, *, idle_s: float = 60, **options: float) -> EngineProcess:
    command = serve_command(Path(sys.executable), TINY, idle_s=idle_s)
    return EngineProcess(command, clean_environment(tmp_path, 2), engine="tiny", **options)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[EngineProcess]:
    process = start(tmp_path, silence_s=1.0)
    yield process
    process.close()


def is_running(pid: int) -> bool:
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE


def gone(pid: int, within_s: float = 10) -> bool:
    deadline = time.monotonic() + within_s
    while is_running(pid):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def scripted(tmp_path: Path, body: str, **options: float) -> EngineProcess:
    """Start a program that writes what it likes where answers are expected."""
    path = tmp_path / "rude.py"
    hello = json.dumps({"hello": {"protocol": 1, "engine": "tiny", "versions": {}}})
    path.write_text(f"import json, sys, time\nHELLO = {hello!r}\nsay = lambda t: print(t, flush=True)\n{body}\n")
    return EngineProcess([sys.executable, str(path)], {}, engine="tiny", **options)


def test_it_introduces_itself_with_the_versions_of_its_packages(engine):
    assert engine.versions == {
        "python": ".".join(map(str, sys.version_info[:3])),
        "tiny-voice": "missing",
        "no-such-package": "missing",
    }


def test_it_answers_and_tells_how_far_it_is_whatever_libraries_print(engine, tmp_path):
    told: list[tuple[float, str]] = []
    for name in ("one", "two"):
        arguments = {"text": "talk", "references": [], "sound": str(tmp_path / f"{name}.npy")}
        assert engine.ask("speak", arguments, lambda *report: told.append(report)) == {"sample_rate_hz": 24_000}
        assert (tmp_path / f"{name}.npy").stat().st_size == 128 + 4 * 12_000
    assert (pytest.approx(1 / 3), "speaking with 0 references") in told
    assert [fraction for fraction, _ in told[: len(told) // 2]] == sorted(f for f, _ in told[: len(told) // 2])


def test_any_text_travels_there_and_back(engine):
    text = 'quotes " and \\ and\nlines, नमस्ते 🎉\x00\u2028'
    assert engine.ask("tell", {"text": text}, quiet)["arguments"] == {"text": text}


def test_it_gets_no_secret_and_no_leave_to_download(tmp_path, monkeypatch):
    for name in (
        "SECRET_KEY",
        "DATABASE_URL",
        "ELEVENLABS_API_KEY",
        "AWS_SECRET_ACCESS_KEY",
        "HF_TOKEN",
        "PIP_INDEX_URL",
    ):
        monkeypatch.setenv(name, "something secret")
    monkeypatch.setenv("PYTHONPATH", "/somewhere")
    engine = start(tmp_path)
    try:
        told = engine.ask("tell", {}, quiet)
    finally:
        engine.close()
    assert "something secret" not in told["environment"].values()
    assert (told["environment"]["HOME"], told["environment"]["HF_HUB_OFFLINE"]) == (str(tmp_path), "1")
    assert told["environment"]["OMP_NUM_THREADS"] == "2"
    assert not {"/somewhere", "", str(TINY.parent)} & set(told["path"])


@pytest.mark.parametrize(("word", "how"), [("die", "was killed by SIGKILL"), ("exit", "ended with 3")])
def test_death_is_told_with_its_kind(engine, word, how):
    with pytest.raises(EngineDied, match=how) as error:
        engine.ask("obey", {"word": word}, quiet)
    assert error.value.code == "engine_died"
    assert not engine.is_alive


def test_a_hang_is_ended(engine):
    pid = engine.ask("tell", {}, quiet)["pid"]
    with pytest.raises(EngineHung) as error:
        engine.ask("obey", {"word": "hang"}, quiet)
    assert error.value.code == "engine_hung"
    assert gone(pid)


def test_work_that_tells_how_far_it_is_may_take_long(tmp_path):
    engine = start(tmp_path, silence_s=1.0)
    started_at = time.monotonic()

    def until_enough(fraction: float, message: str) -> None:
        if time.monotonic() > started_at + 2.5:
            raise KeyboardInterrupt

    try:
        with pytest.raises(KeyboardInterrupt):
            engine.ask("work", {"told": True}, until_enough)
        assert engine.ask("tell", {}, quiet)["arguments"] == {}, "cancelled in good order, it goes on living"
    finally:
        engine.close()


def test_an_engine_that_ignores_the_cancelling_is_killed(tmp_path, monkeypatch):
    monkeypatch.setattr("audiostudio.engines.external.process._END_TIMEOUT_S", 0.5)
    engine = start(tmp_path)
    pid = engine.ask("tell", {}, quiet)["pid"]

    def stop(fraction: float, message: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        engine.ask("work", {"told": False}, stop)
    assert gone(pid)


def test_errors_of_its_own_and_refusals_are_told_apart_and_it_lives_on(engine):
    with pytest.raises(EngineFailed, match="RuntimeError: the network has no such layer"):
        engine.ask("obey", {"word": "fail"}, quiet)
    with pytest.raises(EngineRefused, match=r"There is no such speaker\.") as error:
        engine.ask("obey", {"word": "refuse"}, quiet)
    assert error.value.code == "voice_unknown"
    assert engine.is_alive


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ("say('Downloading…')", EngineAnswerBroken),
        ("say('[1, 2]')", EngineAnswerBroken),
        ("say(json.dumps({'hello': {'protocol': 1}}))", EngineAnswerBroken),
        ("say(HELLO.replace('1', '2'))", EngineAnswerBroken),
        ("say(HELLO.replace('tiny', 'other'))", EngineAnswerBroken),
        ("print(HELLO, end='', flush=True)", EngineDied),
        ("sys.exit('no such library')", EngineDied),
        ("time.sleep(1000)", EngineHung),
    ],
)
def test_a_bad_beginning_is_told(tmp_path, body, error):
    with pytest.raises(error):
        scripted(tmp_path, body, start_patience_s=60 if error is not EngineHung else 0.5)


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ('say(\'{"id": 1, "done": \')', EngineAnswerBroken),
        ("print('{\"id\": 1, \"done\": {', end='', flush=True)", EngineDied),
        ("say('warning: deprecated')", EngineAnswerBroken),
        ("sys.stdout.buffer.write(bytes(range(256)) + b'\\n'); sys.stdout.flush()", EngineAnswerBroken),
        ("say('x' * 3_000_000)", EngineAnswerBroken),
        ('say(\'{"id": 7, "done": {}}\')', EngineAnswerBroken),
        ('say(\'{"id": 1, "progress": ["half", 3]}\')', EngineAnswerBroken),
        ('say(\'{"id": 1, "done": "yes"}\')', EngineAnswerBroken),
        ("import os; os.close(1); time.sleep(1000)", EngineDied),
        ("time.sleep(1000)", EngineHung),
    ],
)
def test_what_is_no_answer_ends_the_engine(tmp_path, monkeypatch, answer, error):
    monkeypatch.setattr("audiostudio.engines.external.process._END_TIMEOUT_S", 0.5)
    engine = scripted(tmp_path, f"say(HELLO)\nsys.stdin.readline()\n{answer}", silence_s=1.0)
    with pytest.raises(error):
        engine.ask("speak", {}, quiet)
    assert not engine.is_alive


def test_an_interpreter_that_is_gone_is_told(tmp_path):
    with pytest.raises(EngineDied, match="install it anew"):
        EngineProcess([str(tmp_path / "python")], {}, engine="tiny")


def test_what_it_started_ends_with_it(engine):
    pid = engine.ask("start_another", {}, quiet)["pid"]
    assert is_running(pid)
    engine.close()
    assert gone(pid)


def test_it_ends_with_its_parent(tmp_path):
    code = (
        "import sys, time; from pathlib import Path\n"
        "from audiostudio.engines.external.process import *\n"
        f"command = serve_command(Path(sys.executable), Path({str(TINY)!r}), idle_s=600)\n"
        f"engine = EngineProcess(command, clean_environment(Path({str(tmp_path)!r}), 1), engine='tiny')\n"
        "pids = [engine.ask(action, {}, lambda *_: None)['pid'] for action in ('tell', 'start_another')]\n"
        "print(*pids, flush=True); engine.ask('obey', {'word': 'hang'}, lambda *_: None)"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        pid, _ = map(int, parent.stdout.readline().split())
        assert is_running(pid)
        os.kill(parent.pid, signal.SIGKILL)
    assert gone(pid)


def test_it_ends_by_itself_when_nobody_needs_it(tmp_path):
    engine = start(tmp_path, idle_s=0.3)
    deadline = time.monotonic() + 10
    while engine.is_alive and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not engine.is_alive
    with pytest.raises(EngineDied):
        engine.ask("tell", {}, quiet)

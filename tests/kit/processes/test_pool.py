"""Warm child processes: what they return, and that whatever kills one harms nobody else and leaves nothing behind."""

import asyncio
import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

import psutil
import pytest

from audiostudio.audio.errors import AudioError
from audiostudio.kit.processes.pool import ChildDied, ChildError, ChildPool, ChildTimeout
from audiostudio.tools.base import ToolError

HERE = str(Path(__file__).parent)
LONG_S = 60.0
MARK = "a child of these tests"


@asynccontextmanager
async def pool_of(size: int, **options: Any) -> AsyncIterator[ChildPool]:
    async with ChildPool(size=size, environment={"PYTHONPATH": HERE, "MARK": MARK}, **options) as pool:
        yield pool


def descendants() -> list[psutil.Process]:
    """Return the children of this module's pools; other tests of this process may have pools of their own."""
    found = []
    for process in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.Error):
            if "audiostudio.kit.processes.child" in process.cmdline() and process.environ().get("MARK") == MARK:
                found.append(process)
    return found


async def eventually(true: Callable[[], bool], timeout_s: float = 20.0) -> None:
    deadline = time.monotonic() + timeout_s
    while not true():
        assert time.monotonic() < deadline, "it never happened"
        await asyncio.sleep(0.01)


def wait_until(true: Callable[[], bool]) -> None:
    asyncio.run(eventually(true))


def is_gone(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def has_been_written(mark: Path) -> bool:
    return mark.exists() and mark.read_text() != ""


async def test_a_function_runs_in_another_process_and_returns_its_result() -> None:
    async with pool_of(1) as pool:
        assert await pool.run("child_functions:pid", timeout_s=LONG_S) not in (os.getpid(), 0)
        assert await pool.run("child_functions:echo", {"a": (1, None)}, timeout_s=LONG_S) == {"a": (1, None)}


async def test_large_arguments_and_results_pass() -> None:
    big = os.urandom(8 * 1024 * 1024)
    async with pool_of(1) as pool:
        assert await pool.run("child_functions:echo", big, timeout_s=LONG_S) == big


async def test_what_a_library_prints_does_not_disturb_the_result() -> None:
    async with pool_of(1) as pool:
        assert await pool.run("child_functions:say_and_echo", 5, timeout_s=LONG_S) == 5


async def test_a_child_stays_warm_between_runs() -> None:
    async with pool_of(1) as pool:
        first_pid, first_call = await pool.run("child_functions:count_calls", timeout_s=LONG_S)
        second_pid, second_call = await pool.run("child_functions:count_calls", timeout_s=LONG_S)
    assert (first_pid, first_call, second_call) == (second_pid, 1, 2)


async def test_affinity_leads_back_to_the_child_that_is_warm_for_it() -> None:
    async with pool_of(3) as pool:
        homes = {}
        for key in ("a", "b", "c"):
            homes[key] = await pool.run("child_functions:pid", timeout_s=LONG_S, affinity=key)
        assert len(set(homes.values())) == 3, "a child warm for another key was taken although a fresh one was idle"
        for key in ("c", "a", "b", "b", "a", "c"):
            assert await pool.run("child_functions:pid", timeout_s=LONG_S, affinity=key) == homes[key]


async def test_a_spare_is_made_warm_beside_the_child_that_is() -> None:
    async with pool_of(2, waiting=0) as pool:
        first = await pool.run("child_functions:pid", timeout_s=LONG_S, affinity="voice")
        pool.keep_spare("child_functions:pid", timeout_s=LONG_S, affinity="voice")
        assert await pool.run("child_functions:sleep", 0.5, timeout_s=LONG_S, affinity="voice") == first
        pids = {first}
        while len(pids) < 2:  # until the spare has begun: it may take longer than what it is made beside
            both = [pool.run("child_functions:sleep", 0.2, timeout_s=LONG_S, affinity="voice") for _ in range(2)]
            pids |= {*await asyncio.gather(*both)}
        assert len(descendants()) == 2


async def test_no_more_functions_run_at_once_than_there_are_children() -> None:
    async with pool_of(2) as pool:
        pids = await asyncio.gather(*(pool.run("child_functions:sleep", 0.05, timeout_s=LONG_S) for _ in range(8)))
        assert len(set(pids)) == 2
        assert len(descendants()) == 2


async def test_children_get_their_environment_threads_and_niceness() -> None:
    async with pool_of(1, threads=3, nice=5) as pool:
        assert await pool.run("child_functions:environment", "MARK", timeout_s=LONG_S) == MARK
        assert await pool.run("child_functions:environment", "OMP_NUM_THREADS", timeout_s=LONG_S) == "3"
        assert await pool.run("child_functions:niceness", timeout_s=LONG_S) == os.nice(0) + 5
        # Linux may weigh sessions, of which each child has its own.
        assert await pool.run("child_functions:niceness_among_sessions", timeout_s=LONG_S) in (
            None,
            str(os.nice(0) + 5),
        )


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        ("raise_audio_error", AudioError("audio_silent", "There is nothing to hear.")),
        ("raise_tool_error", ToolError("format_unknown", "Choose another.", allowed={"format": ["WAV"]})),
    ],
)
async def test_our_errors_travel_with_their_attributes(function: str, expected: Exception) -> None:
    async with pool_of(1) as pool:
        with pytest.raises(type(expected)) as raised:
            await pool.run(f"child_functions:{function}", timeout_s=LONG_S)
    assert str(raised.value) == str(expected)
    assert raised.value.__dict__ == expected.__dict__
    assert f"in {function}" in str(raised.value.__cause__), "the traceback in the child is not to be seen"


@pytest.mark.parametrize(("kind", "type_"), [("key", KeyError), ("os", FileNotFoundError), ("unicode", UnicodeError)])
async def test_builtin_errors_travel_and_the_child_lives_on(kind: str, type_: type[Exception]) -> None:
    async with pool_of(1) as pool:
        before = await pool.run("child_functions:pid", timeout_s=LONG_S)
        with pytest.raises(type_):
            await pool.run("child_functions:raise_builtin", kind, timeout_s=LONG_S)
        assert await pool.run("child_functions:pid", timeout_s=LONG_S) == before


@pytest.mark.parametrize(
    ("function", "words"), [("raise_unpicklable", "holds a lock"), ("raise_exit", "asked to leave")]
)
async def test_an_error_that_cannot_travel_becomes_its_traceback(function: str, words: str) -> None:
    async with pool_of(1) as pool:
        with pytest.raises(ChildError, match=words):
            await pool.run(f"child_functions:{function}", timeout_s=LONG_S)


async def test_a_function_that_does_not_exist_is_an_error_of_the_run() -> None:
    async with pool_of(1) as pool:
        with pytest.raises(ModuleNotFoundError):
            await pool.run("no_such_module:f", timeout_s=LONG_S)
        with pytest.raises(AttributeError):
            await pool.run("child_functions:no_such_function", timeout_s=LONG_S)


async def test_progress_is_throttled_and_its_last_word_arrives_before_the_result() -> None:
    heard: list[tuple[float, str]] = []
    async with pool_of(1) as pool:
        began = time.monotonic()
        done = await pool.run(
            "child_functions:report", 20_000, timeout_s=LONG_S, on_progress=lambda f, m: heard.append((f, m))
        )
        took_s = time.monotonic() - began
    assert done == "done"
    assert heard[-1] == (1.0, "step 20000")
    assert [fraction for fraction, _ in heard] == sorted(fraction for fraction, _ in heard)
    assert len(heard) <= took_s * 10 + 2


async def test_throttled_progress_arrives_although_the_function_goes_silent(tmp_path: Path) -> None:
    heard: list[str] = []
    async with pool_of(1) as pool:
        run = asyncio.create_task(
            pool.run(
                "child_functions:report_then_wait",
                tmp_path / "mark",
                timeout_s=LONG_S,
                on_progress=lambda _, message: heard.append(message),
            )
        )
        await eventually(lambda: "step 5" in heard)
        (tmp_path / "mark").touch()
        await run


async def test_a_timeout_kills_the_child_and_a_fresh_one_takes_its_place() -> None:
    async with pool_of(1) as pool:
        before = await pool.run("child_functions:pid", timeout_s=LONG_S)
        with pytest.raises(ChildTimeout, match=r"took longer than 0\.2 s"):
            await pool.run("child_functions:sleep", 600.0, timeout_s=0.2)
        await eventually(lambda: is_gone(before))
        assert await pool.run("child_functions:pid", timeout_s=LONG_S) != before


async def test_what_a_child_wrote_for_a_moment_goes_with_it(tmp_path: Path) -> None:
    async with pool_of(1, temporary=tmp_path) as pool:
        written = Path(await pool.run("child_functions:write_for_a_moment_and_sleep", 0.0, timeout_s=LONG_S))
        assert written.parent.parent == tmp_path
        with pytest.raises(ChildTimeout):
            await pool.run("child_functions:write_for_a_moment_and_sleep", 600.0, timeout_s=0.5)
        await eventually(lambda: not written.parent.exists())


async def test_cancelling_kills_the_child_with_everything_it_started(tmp_path: Path) -> None:
    async with pool_of(1) as pool:
        child = await pool.run("child_functions:pid", timeout_s=LONG_S)
        run = asyncio.create_task(
            pool.run("child_functions:start_a_grandchild_and_hang", tmp_path / "mark", timeout_s=LONG_S)
        )
        await eventually(lambda: has_been_written(tmp_path / "mark"))
        grandchild = int((tmp_path / "mark").read_text())
        run.cancel()
        with pytest.raises(asyncio.CancelledError):
            await run
        await eventually(lambda: is_gone(child) and is_gone(grandchild))
        assert await pool.run("child_functions:pid", timeout_s=LONG_S) != child


async def test_cancelling_one_that_waits_for_a_child_harms_nobody() -> None:
    async with pool_of(1) as pool:
        first = asyncio.create_task(pool.run("child_functions:sleep", 0.3, timeout_s=LONG_S))
        await asyncio.sleep(0.05)
        second = asyncio.create_task(pool.run("child_functions:pid", timeout_s=LONG_S))
        await asyncio.sleep(0.05)
        second.cancel()
        assert await first == await pool.run("child_functions:pid", timeout_s=LONG_S)


async def test_kill_9_of_a_child_fails_its_run_and_no_other() -> None:
    async with pool_of(2) as pool:
        victim = await pool.run("child_functions:pid", timeout_s=LONG_S, affinity="victim")
        lives = asyncio.create_task(pool.run("child_functions:sleep", 0.5, timeout_s=LONG_S, affinity="other"))
        dies = asyncio.create_task(pool.run("child_functions:sleep", 600.0, timeout_s=LONG_S, affinity="victim"))
        await asyncio.sleep(0.1)
        os.kill(victim, signal.SIGKILL)
        with pytest.raises(ChildDied, match="SIGKILL") as death:
            await dies
        assert death.value.exit_code == -signal.SIGKILL
        assert await lives != victim
        assert await pool.run("child_functions:pid", timeout_s=LONG_S) != victim


async def test_the_end_of_a_child_is_told_with_its_last_words() -> None:
    async with pool_of(1) as pool:
        with pytest.raises(ChildDied, match="the last word") as death:
            await pool.run("child_functions:die", 3, timeout_s=LONG_S)
        assert death.value.exit_code == 3
        with pytest.raises(ChildDied) as death:
            await pool.run("child_functions:segfault", timeout_s=LONG_S)
        assert death.value.exit_code == -signal.SIGSEGV


async def test_what_a_kill_from_outside_cut_off_is_tried_in_a_fresh_child(tmp_path: Path) -> None:
    async with pool_of(2) as pool:
        await eventually(lambda: len(pool._idle) == 2)
        before = {child.pid for child in descendants()}
        again = partial(pool.run, "child_functions:die_until_it_was_tried", timeout_s=LONG_S, tries=2)
        assert await again(tmp_path / "once", 2, False) not in before
        with pytest.raises(ChildDied, match="SIGKILL"):
            await again(tmp_path / "twice", 3, False)
        assert len((tmp_path / "twice").read_text().split()) == 2
        heard: list[bytes] = []
        with pytest.raises(ChildDied):
            await again(tmp_path / "heard", 2, True, on_piece=heard.append)
        assert heard == [b"a piece"], "what was heard is not said again"
        await eventually(lambda: len(pool._idle) == 2)


@pytest.mark.parametrize("function", [("emit_for_ever", 0.05), ("emit_and_report_for_ever",)])
async def test_a_child_that_emits_leaves_off_when_nobody_listens_and_stays_warm(function: tuple[Any, ...]) -> None:
    name, *arguments = function
    async with pool_of(1) as pool:
        for _ in range(3):
            heard: list[bytes] = []
            run = asyncio.create_task(
                pool.run(f"child_functions:{name}", *arguments, timeout_s=LONG_S, on_piece=heard.append)
            )
            await eventually(lambda heard=heard: len(heard) > 0)
            run.cancel()
            with pytest.raises(asyncio.CancelledError):
                await run
            assert await pool.run("child_functions:pid", timeout_s=LONG_S) == int(heard[0])
        assert len(descendants()) == 1


async def test_a_child_that_does_not_leave_off_soon_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("audiostudio.kit.processes.pool._STOP_PATIENCE_S", 0.2)
    async with pool_of(1) as pool:
        heard: list[bytes] = []
        run = asyncio.create_task(
            pool.run("child_functions:emit_for_ever", 600.0, timeout_s=LONG_S, on_piece=heard.append)
        )
        await eventually(lambda: len(heard) == 1)
        run.cancel()
        assert await pool.run("child_functions:pid", timeout_s=LONG_S) != int(heard[0])
        assert is_gone(int(heard[0]))


async def test_a_runaway_that_holds_the_pipes_open_does_not_delay_the_news_for_long() -> None:
    async with pool_of(1) as pool:
        before = set(psutil.pids())
        with pytest.raises(ChildDied) as death:
            async with asyncio.timeout(20):
                await pool.run("child_functions:leave_a_runaway_and_die", timeout_s=LONG_S)
        assert death.value.exit_code == 7
        for pid in set(psutil.pids()) - before:
            with contextlib.suppress(psutil.Error):
                if psutil.Process(pid).cmdline() == ["sleep", "30"]:
                    psutil.Process(pid).kill()


async def test_a_child_killed_while_idle_is_replaced() -> None:
    async with pool_of(1) as pool:
        idle = await pool.run("child_functions:pid", timeout_s=LONG_S)
        os.kill(idle, signal.SIGKILL)
        await eventually(lambda: is_gone(idle) and len(descendants()) == 1)
        assert await pool.run("child_functions:pid", timeout_s=LONG_S) != idle


async def test_a_prewarm_import_that_fails_is_told_by_the_run() -> None:
    async with pool_of(1, prewarm_imports=("no_such_module",)) as pool:
        await eventually(lambda: not descendants())
        with pytest.raises(ChildDied, match="No module named 'no_such_module'"):
            await pool.run("child_functions:pid", timeout_s=LONG_S)


async def test_a_child_ignores_the_terminals_interrupt() -> None:
    async with pool_of(1) as pool:
        assert await pool.run("child_functions:interrupt_ourselves", timeout_s=LONG_S) == "alive"


async def test_memory_beyond_the_limit_is_refused() -> None:
    async with pool_of(1, memory_limit_bytes=300 * 1024**2) as pool:
        assert await pool.run("child_functions:allocate", 50 * 1024**2, timeout_s=LONG_S) == 50 * 1024**2
        only_linux_has_the_limit = pytest.raises(MemoryError) if sys.platform == "linux" else contextlib.nullcontext()
        with only_linux_has_the_limit:
            await pool.run("child_functions:allocate", 500 * 1024**2, timeout_s=LONG_S)


async def test_children_are_replaced_after_their_number_of_runs() -> None:
    async with pool_of(1, recycle_after_runs=2) as pool:
        pids = [await pool.run("child_functions:pid", timeout_s=LONG_S) for _ in range(4)]
    assert pids[0] == pids[1] != pids[2] == pids[3]


async def test_children_that_have_grown_are_replaced() -> None:
    async with pool_of(1, recycle_above_bytes=1) as pool:
        first = await pool.run("child_functions:pid", timeout_s=LONG_S)
        assert await pool.run("child_functions:pid", timeout_s=LONG_S) != first


async def test_children_do_not_inherit_the_parents_sockets() -> None:
    with socket.create_server(("127.0.0.1", 0)):
        async with pool_of(1) as pool:
            assert await pool.run("child_functions:open_sockets", timeout_s=LONG_S) == []


async def test_the_event_loop_is_free_while_a_child_computes() -> None:
    async with pool_of(1) as pool:
        run = asyncio.create_task(pool.run("child_functions:hold_cpu", 0.5, timeout_s=LONG_S))
        turns = 0
        while not run.done():
            await asyncio.sleep(0.001)
            turns += 1
    assert turns > 20


async def test_close_leaves_no_child() -> None:
    async with pool_of(2) as pool:
        run = asyncio.create_task(pool.run("child_functions:sleep", 600.0, timeout_s=LONG_S))
        await eventually(lambda: len(pool._busy) == 1)
        assert len(descendants()) == 2
    with pytest.raises(ChildDied):
        await run
    assert descendants() == []
    with pytest.raises(RuntimeError, match="closed"):
        await pool.run("child_functions:pid", timeout_s=LONG_S)


PARENT = """
import asyncio, sys
from pathlib import Path
from audiostudio.kit.processes.pool import ChildPool

async def main():
    async with ChildPool(size=2, environment={"PYTHONPATH": sys.argv[1]}) as pool:
        await pool.run(sys.argv[2], Path(sys.argv[3]), timeout_s=600)

if len(sys.argv) > 4:
    import uvloop
    uvloop.run(main())
else:
    asyncio.run(main())
"""


@pytest.mark.parametrize("loop", ["asyncio", "uvloop"])
def test_kill_9_of_the_parent_ends_its_children_even_inside_a_c_call(tmp_path: Path, loop: str) -> None:
    function = "child_functions:sleep_in_c_with_the_interpreter_locked"
    extra = ["uvloop"] if loop == "uvloop" else []
    command = [sys.executable, "-c", PARENT, HERE, function, str(tmp_path / "mark"), *extra]
    parent = subprocess.Popen(command)
    wait_until(lambda: has_been_written(tmp_path / "mark"))
    child = int((tmp_path / "mark").read_text())
    siblings = psutil.Process(parent.pid).children(recursive=True)
    assert len(siblings) == 2
    parent.kill()
    parent.wait()
    wait_until(lambda: is_gone(child) and all(is_gone(sibling.pid) for sibling in siblings))


def test_importing_the_pool_loads_nothing_heavy() -> None:
    code = "import audiostudio.kit.processes.pool, sys; print(*sorted(m for m in sys.modules if '.' not in m))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"pydantic", "numpy", "sqlalchemy", "fastapi", "psutil"} & set(loaded)


async def test_as_one_gets_work_another_is_started_up_to_the_size() -> None:
    async with pool_of(2, waiting=1) as pool:
        assert len(descendants()) == 1
        first = await pool.run("child_functions:pid", timeout_s=LONG_S)
        await eventually(lambda: len(descendants()) == 2)
        assert await pool.run("child_functions:pid", timeout_s=LONG_S) != first, "the one that waited longest is next"
        assert len(descendants()) == 2


async def test_children_start_when_they_are_needed_where_none_waits() -> None:
    async with pool_of(2, waiting=0) as pool:
        assert descendants() == []
        assert await pool.run("child_functions:pid", timeout_s=LONG_S) != os.getpid()
        assert len(descendants()) == 1

"""An engine's child process as its parent sees it: started, asked, watched, killed when it dies, hangs or babbles.

The protocol is told in ``engines/external/children/serve.py``.
"""

import json
import logging
import os
import signal
import subprocess
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from time import monotonic
from typing import IO, Any

from audiostudio.engines.external.errors import (
    EngineAnswerBroken,
    EngineBroken,
    EngineDied,
    EngineFailed,
    EngineHung,
    EngineRefused,
)

PROTOCOL = 1

Tick = Callable[[float, str], None]

_SERVE = Path(__file__).parent / "children" / "serve.py"
_TICK_S = 0.2
_LONGEST_LINE_BYTES = 1_000_000
_STDERR_TAIL_BYTES = 8_192
_END_TIMEOUT_S = 5.0
# All that passes from our environment to an engine's: what it needs to find libraries, accelerators and its own words.
_INHERITED_VARIABLES = (
    "PATH",
    "LANG",
    "LC_ALL",
    "LC_CTYPE",
    "TMPDIR",
    "TZ",
    "LD_LIBRARY_PATH",
    "CUDA_VISIBLE_DEVICES",
    "NVIDIA_VISIBLE_DEVICES",
    "HIP_VISIBLE_DEVICES",
)

_logger = logging.getLogger(__name__)


def serve_command(python: Path, adapter: Path, *, idle_s: float) -> list[str]:
    """Return the command that serves ``adapter`` with the Python of an environment.

    Args:
        python: the environment's interpreter.
        adapter: a file of ``engines/external/children``.
        idle_s: seconds without a request after which the process ends by itself.
    """
    options = {"parent_pid": os.getpid(), "idle_s": idle_s}
    return [str(python), "-I", "-X", "utf8", str(_SERVE), str(adapter), json.dumps(options)]


def clean_environment(home: Path, threads: int) -> dict[str, str]:
    """Return environment variables without anything secret, and without leave to download.

    Args:
        home: a folder that takes the place of the user's, where keys and tokens lie.
        threads: how many CPU threads numeric libraries may use.
    """
    inherited = {name: os.environ[name] for name in _INHERITED_VARIABLES if name in os.environ}
    limits = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), str(threads))
    offline = {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1", "HF_HUB_DISABLE_TELEMETRY": "1"}
    return {**inherited, **limits, **offline, "HOME": str(home)}


class EngineProcess:
    """One running engine. It does one thing at a time; who asks meanwhile waits.

    Args:
        command: what starts it.
        environment: its environment variables, all of them.
        engine: the name with which it must introduce itself.
        start_patience_s: seconds it may take to do so.
        silence_s: seconds it may work without a word of progress.
        tick: called five times a second while it starts; may raise, which ends it.

    Raises:
        EngineBroken: it does not start, or speaks another protocol.
    """

    def __init__(
        self,
        command: Sequence[str],
        environment: Mapping[str, str],
        *,
        engine: str,
        start_patience_s: float = 60.0,
        silence_s: float = 120.0,
        tick: Tick = lambda fraction, message: None,
    ) -> None:
        self.engine = engine
        self.versions: dict[str, str] = {}
        self._silence_s = silence_s
        self._lines: SimpleQueue[bytes | None] = SimpleQueue()
        self._stderr_tail = b""
        self._asked = 0
        self._turn = Lock()
        try:
            self._process = subprocess.Popen(  # noqa: S603 - our own words
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=dict(environment),
                cwd="/",
                start_new_session=True,  # a process group of its own, which can be killed as a whole
            )
        except OSError as error:
            raise EngineDied(f"The engine {engine} cannot be started ({error.strerror}); install it anew.") from error
        assert self._process.stdout is not None
        assert self._process.stderr is not None
        self._readers = (
            Thread(target=self._read_lines, args=(self._process.stdout,), daemon=True),
            Thread(target=self._read_errors, args=(self._process.stderr,), daemon=True),
        )
        for reader in self._readers:
            reader.start()
        try:
            self._handshake(start_patience_s, tick)
        except BaseException:
            self.close()
            raise

    @property
    def is_alive(self) -> bool:
        """Whether it can be asked."""
        return self._process.poll() is None

    def ask(self, action: str, arguments: Mapping[str, Any], tick: Tick) -> dict[str, Any]:
        """Have something done and return the answer.

        Args:
            action: which of the adapter's actions.
            arguments: for it; plain data.
            tick: called five times a second with the last that was told, a fraction and a few words; may raise, which
                cancels the work.

        Raises:
            EngineBroken: it died, hung or answered nonsense, and has been killed.
            EngineFailed: it met an error of its own.
            EngineRefused: it cannot do this.
        """
        while not self._turn.acquire(timeout=_TICK_S):
            tick(0.0, "waiting for the engine")
        try:
            self._asked += 1
            self._send({"id": self._asked, "do": action, "arguments": dict(arguments)})
            return self._answer(tick)
        except EngineBroken:
            self.close()
            raise
        except (EngineFailed, EngineRefused):
            raise
        except BaseException:
            self._cancel()
            raise
        finally:
            self._turn.release()

    def close(self) -> None:
        """Kill it and everything it started."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(_END_TIMEOUT_S)
        for reader in self._readers:
            reader.join(_END_TIMEOUT_S)
        for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
            with suppress(OSError):
                stream.close()  # type: ignore[union-attr]

    def _handshake(self, patience_s: float, tick: Tick) -> None:
        deadline = monotonic() + patience_s
        greeting = None
        while greeting is None:
            tick(0.0, "starting the engine")
            with suppress(Empty):
                greeting = self._next(deadline, wait_s=_TICK_S)
        hello = greeting.get("hello")
        if not isinstance(hello, dict) or not isinstance(hello.get("versions"), dict):
            raise EngineAnswerBroken(f"The engine {self.engine} does not introduce itself; install it anew.")
        protocol, name = hello.get("protocol"), hello.get("engine")
        if (protocol, name) != (PROTOCOL, self.engine):
            raise EngineAnswerBroken(
                f"The engine {self.engine} introduces itself as {name!r} with protocol {protocol!r} instead of "
                f"{PROTOCOL}; install it anew."
            )
        self.versions = {str(name): str(version) for name, version in hello["versions"].items()}

    def _answer(self, tick: Tick) -> dict[str, Any]:
        fraction, message = 0.0, "waiting for the engine"
        last_message_at = monotonic()
        while True:
            tick(fraction, message)
            try:
                answer = self._next(last_message_at + self._silence_s, wait_s=_TICK_S)
            except Empty:
                continue
            last_message_at = monotonic()
            if answer.get("id") != self._asked:
                raise self._invalid_answer()
            match answer:
                case {"progress": [int() | float() as fraction, str(message)]}:
                    pass
                case {"done": dict(done)}:
                    return done
                case {"failed": {"code": str(code), "detail": str(detail)}}:
                    raise EngineRefused(code, detail)
                case {"failed": {"code": None, "detail": str(detail)}}:
                    _logger.warning("the engine %s failed: %s; %s", self.engine, detail, self._tail())
                    raise EngineFailed(f"The engine {self.engine} met an error of its own: {detail}")
                case _:
                    raise self._invalid_answer()

    def _next(self, deadline: float, *, wait_s: float | None = None) -> dict[str, Any]:
        """Return the next message.

        Raises:
            Empty: none came within ``wait_s``, while the deadline is not over.
            EngineBroken: none came before the deadline, or none can come.
        """
        try:
            line = self._lines.get(timeout=max(0.0, min(wait_s or 1e9, deadline - monotonic())))
        except Empty:
            if monotonic() < deadline:
                raise
            raise EngineHung(f"The engine {self.engine} hangs: it told nothing for too long.") from None
        if line is None:
            raise self._died()
        try:
            message = json.loads(line)
        except ValueError:
            message = None
        if not isinstance(message, dict):
            raise self._invalid_answer()
        return message

    def _send(self, message: dict[str, Any]) -> None:
        assert self._process.stdin is not None
        with suppress(OSError):  # it died: the missing answer will say so
            self._process.stdin.write(json.dumps(message).encode() + b"\n")
            self._process.stdin.flush()

    def _cancel(self) -> None:
        """Ask it to stop; kill it where it does not."""
        self._send({"cancel": self._asked})
        deadline = monotonic() + _END_TIMEOUT_S
        try:
            while "progress" in self._next(deadline):
                pass
        except EngineBroken:
            self.close()

    def _died(self) -> EngineDied:
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(_END_TIMEOUT_S)
        exit_code = self._process.returncode
        how = "closed its pipe" if exit_code is None else f"ended with {exit_code}"
        if exit_code is not None and exit_code < 0:
            how = f"was killed by {signal.Signals(-exit_code).name}"
        self._readers[1].join(_END_TIMEOUT_S)
        _logger.warning("the engine %s %s; its last words: %s", self.engine, how, self._tail())
        return EngineDied(f"The engine {self.engine} {how} in the middle of its work.")

    def _invalid_answer(self) -> EngineAnswerBroken:
        return EngineAnswerBroken(f"The engine {self.engine} answered something that is no answer.")

    def _tail(self) -> str:
        return self._stderr_tail.decode(errors="replace").strip()

    def _read_lines(self, stream: IO[bytes]) -> None:
        while line := stream.readline(_LONGEST_LINE_BYTES):
            if not line.endswith(b"\n"):
                # Half a line is the last one of a process that died, or the beginning of something endless.
                if len(line) == _LONGEST_LINE_BYTES:
                    self._lines.put(b"")
                break
            self._lines.put(line)
        self._lines.put(None)

    def _read_errors(self, stream: IO[bytes]) -> None:
        while words := stream.read1(4096):  # type: ignore[attr-defined]
            self._stderr_tail = (self._stderr_tail + words)[-_STDERR_TAIL_BYTES:]

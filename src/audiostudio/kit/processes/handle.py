"""One child process as its parent sees it: asked, listened to, killed."""

import asyncio
import contextlib
import json
import logging
import os
import pickle
import signal
import sys
from collections.abc import Callable
from typing import Any

from audiostudio.kit.processes.child import FRAME, STOP

_logger = logging.getLogger(__name__)
_STDERR_KEPT_BYTES = 8192
_END_TIMEOUT_S = 2.0
_READ_AHEAD_BYTES = 1024 * 1024
_told: set[str] = set()  # what children could not be deprived of, told once a process

ProgressCallback = Callable[[float, str], None]
PieceCallback = Callable[[bytes], None]


class ChildError(RuntimeError):
    """A function failed in a child with an exception that cannot travel; the message is its traceback."""


class ChildTimeout(ChildError):
    """A function took longer than it was given; its child was killed."""


class ChildDied(ChildError):
    """A child ended while it ran a function.

    Attributes:
        exit_code: its exit status, or the negative number of the signal that killed it.
        last_words: the last lines it wrote to standard error.
    """

    def __init__(self, exit_code: int, last_words: str) -> None:
        how = f"was killed by {signal.Signals(-exit_code).name}" if exit_code < 0 else f"exited with {exit_code}"
        super().__init__(f"the child process {how}" + (f"; its last words: {last_words}" if last_words else ""))
        self.exit_code = exit_code
        self.last_words = last_words


class Child:
    """One child process and its pipes."""

    def __init__(self, process: asyncio.subprocess.Process, on_end: "Callable[[Child], None]") -> None:
        self.runs = 0
        self.resident_bytes = 0
        self.affinity: str | None = None
        self.was_ready = False
        self.is_offline = False
        self._ending = False
        self._process = process
        self._replies: asyncio.Queue[tuple[Any, ...] | None] = asyncio.Queue()
        self._last_words = b""
        self._reading = asyncio.ensure_future(self._read(on_end))

    @classmethod
    async def spawn(
        cls, options: dict[str, Any], environment: dict[str, str], on_end: "Callable[[Child], None]"
    ) -> "Child":
        """Start a child; it can be asked at once, and answers when it is ready."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-P",  # the folder we happen to be in has no say in what is imported
            "-m",
            "audiostudio.kit.processes.child",
            json.dumps({**options, "parent_pid": os.getpid()}),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=environment,
            start_new_session=True,  # a process group of its own, which can be killed as a whole
            limit=_READ_AHEAD_BYTES,
        )
        return cls(process, on_end)

    def is_alive(self) -> bool:
        """Say whether it can be asked."""
        return not self._ending and self._process.returncode is None

    async def ask(
        self, request: bytes, on_progress: ProgressCallback | None, on_piece: PieceCallback | None = None
    ) -> tuple[Any, ...]:
        """Send a request and return the reply."""
        await self._send(request)
        return await self._answer(on_progress, on_piece)

    async def stop(self, *, patience_s: float) -> bool:
        """Have it leave off at its next word, and say whether it has done so and can be asked again."""
        try:
            async with asyncio.timeout(patience_s):
                await self._send(STOP)
                await self._answer(None)
        except (TimeoutError, ChildDied):
            return False
        return True

    async def _send(self, request: bytes) -> None:
        assert self._process.stdin is not None
        with contextlib.suppress(OSError):  # it died: the missing reply will say so
            self._process.stdin.writelines((FRAME.pack(len(request)), request))
            await self._process.stdin.drain()

    async def _answer(
        self, on_progress: ProgressCallback | None, on_piece: PieceCallback | None = None
    ) -> tuple[Any, ...]:
        while True:
            reply = await self._replies.get()
            if reply is None:
                raise self.died()
            if reply[0] == "progress":
                if on_progress:
                    on_progress(reply[1], reply[2])
            elif reply[0] == "piece":
                if on_piece:
                    on_piece(reply[1])
            elif reply[0] not in ("ready", "unconfined"):
                self.runs += 1
                self.resident_bytes = reply[-1]
                return reply

    def kill(self) -> None:
        """Kill it and everything it started; it is gone soon after."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)

    async def wait(self) -> None:
        """Wait until it has been killed, or has ended by itself, and its last words are read."""
        await asyncio.wait([self._reading])

    def died(self) -> ChildDied:
        """Return the exception that tells its end."""
        exit_code = self._process.returncode
        return ChildDied(
            -signal.SIGKILL if exit_code is None else exit_code, self._last_words.decode(errors="replace").strip()
        )

    async def _read(self, on_end: "Callable[[Child], None]") -> None:
        """Read both pipes until the process has ended."""
        errors = asyncio.ensure_future(self._read_errors())
        ended = asyncio.ensure_future(self._process.wait())
        try:
            await self._read_replies()
            self._ending = True
            self.kill()  # it has closed its pipe, so this ends only what it left behind
            # The event loop's own notice of the end may wait for pipes that a runaway grandchild holds open.
            await asyncio.wait([errors, ended], timeout=_END_TIMEOUT_S)
        finally:
            errors.cancel()
            ended.cancel()
            self._replies.put_nowait(None)
            on_end(self)

    async def _read_replies(self) -> None:
        assert self._process.stdout is not None
        with contextlib.suppress(asyncio.IncompleteReadError, OSError):
            while True:
                (length,) = FRAME.unpack(await self._process.stdout.readexactly(FRAME.size))
                reply = pickle.loads(await self._process.stdout.readexactly(length))  # noqa: S301 - from our own child
                self.was_ready = self.was_ready or reply[0] == "ready"
                if reply[0] in ("ready", "unconfined"):
                    _tell_unconfined(reply[1])
                self._replies.put_nowait(reply)

    async def _read_errors(self) -> None:
        assert self._process.stderr is not None
        while words := await self._process.stderr.read(4096):
            self._last_words = (self._last_words + words)[-_STDERR_KEPT_BYTES:]
            _logger.debug("child %d: %s", self._process.pid, words.decode(errors="replace").rstrip())


def _tell_unconfined(reasons: list[str] | str) -> None:
    for reason in {reasons} if isinstance(reasons, str) else set(reasons):
        if reason not in _told:
            _told.add(reason)
            _logger.warning("children that work on strangers' files keep rights that they do not need: %s", reason)

"""A pool of warm child processes, for work that may be slow, hungry or hostile and must be killable at any moment.

A child is a fresh interpreter that runs one function at a time and keeps what it has imported and loaded. It guards
against crashes, run-away memory and hangs. A pool with a `Confinement` takes from its children what they do not need,
as far as the system can; they run as the same user all the same.
"""

import asyncio
import contextlib
import logging
import os
import pickle
import shutil
import tempfile
from collections.abc import Hashable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from audiostudio.kit.fair_slots import FairSlots
from audiostudio.kit.processes.child import OFFLINE, ONLINE, rebuild_exception
from audiostudio.kit.processes.confinement import Confinement
from audiostudio.kit.processes.handle import (
    Child,
    ChildDied,
    ChildError,
    ChildTimeout,
    PieceCallback,
    ProgressCallback,
)

__all__ = ["ChildDied", "ChildError", "ChildPool", "ChildTimeout"]

CHILD_FOLDER = "child-"  # how names of children's folders for temporary files begin

_logger = logging.getLogger(__name__)
_STOP_PATIENCE_S = 5.0
_THREAD_VARIABLES = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "NUMBA_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
)


class ChildPool:
    """Runs functions in ``size`` child processes, each one function at a time.

    Use it as an async context manager, or between :meth:`start` and :meth:`close`, within one event loop.
    """

    def __init__(
        self,
        *,
        size: int,
        share: int | None = None,
        waiting: int | None = None,
        prewarm_imports: tuple[str, ...] = (),
        memory_limit_bytes: int | None = None,
        nice: int = 0,
        threads: int | None = None,
        environment: Mapping[str, str] | None = None,
        temporary: Path | None = None,
        recycle_after_runs: int = 500,
        recycle_above_bytes: int = 2 * 1024**3,
        confinement: Confinement | None = None,
    ) -> None:
        """Prepare; :meth:`start` starts the children.

        Args:
            size: how many children there are, and so how many functions run at once.
            share: how many of them run functions for the same owner at once.
            waiting: how many children are started before they are needed, all of them unless it is given; as these get
                work, others are started, up to ``size``.
            prewarm_imports: modules a child imports before it is asked for anything.
            memory_limit_bytes: data a child may allocate (on Linux) before it gets a MemoryError.
            nice: how far a child steps back behind other processes, 0 to 19.
            threads: threads the numeric libraries in a child may use; theirs to choose unless given.
            environment: environment variables on top of this process's own.
            temporary: where each child has a folder of its own for temporary files, which goes when it ends.
            recycle_after_runs: runs after which a child is replaced by a fresh one.
            recycle_above_bytes: resident memory above which an idle child is replaced by a fresh one.
            confinement: what is taken from the children; what the system cannot take is logged.
        """
        self.slots = FairSlots(size, share=share)
        # One child at least is left to what is soon done.
        self._long_slots = FairSlots(max(1, size - 1), share=share)
        self._size = size
        self._waiting = size if waiting is None else waiting
        self._options = {
            "prewarm_imports": list(prewarm_imports),
            "memory_limit_bytes": memory_limit_bytes,
            "nice": nice,
            "confinement": None if confinement is None else confinement.as_json(),
        }
        self._secrets = confinement.secrets if confinement else ()
        thread_limits = dict.fromkeys(_THREAD_VARIABLES, str(threads)) if threads else {}
        self._environment = {**thread_limits, **(environment or {})}
        self._temporary = temporary
        self._folders: dict[Child, Path] = {}
        self._recycle_after_runs = recycle_after_runs
        self._recycle_above_bytes = recycle_above_bytes
        self._idle: list[Child] = []  # the one idle for the longest time first
        self._busy: set[Child] = set()
        self._children: set[Child] = set()  # all that may still live
        self._tasks: set[asyncio.Task[None]] = set()
        self._stopping: set[asyncio.Task[None]] = set()
        self._warming: asyncio.Task[Any] | None = None
        self._open = False

    async def start(self) -> None:
        """Start those that are to wait; they import what they are to import while the caller goes on."""
        self._open = True
        await asyncio.gather(*(self._add_idle() for _ in range(self._waiting)))

    async def close(self) -> None:
        """Kill all children; functions still running raise :class:`ChildDied`."""
        self._open = False
        tasks = [*self._tasks, *self._stopping, *((self._warming,) if self._warming else ())]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._idle.clear()
        for child in self._children:
            child.kill()
        await asyncio.gather(*(child.wait() for child in self._children))

    async def __aenter__(self) -> "ChildPool":
        """Start."""
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close."""
        await self.close()

    async def run(
        self,
        function: str,
        /,
        *args: Any,
        timeout_s: float,
        owner: Hashable = None,
        is_long: bool = False,
        on_progress: ProgressCallback | None = None,
        on_piece: PieceCallback | None = None,
        affinity: str | None = None,
        network: bool = False,
        tries: int = 1,
    ) -> Any:
        """Run a function in a child and return what it returns, waiting for a child to be free if need be.

        Cancelling the caller, or a time-out, kills the child and everything it started; a fresh one takes its place.
        One that emits pieces leaves off at its next piece or word of progress when the caller is cancelled, and is
        killed where none comes soon: what it has loaded serves the next run.

        Args:
            function: ``"module:name"``; if it has a parameter ``progress``, it gets a function of (fraction, message),
                if it has a parameter ``emit``, one of bytes.
            args: arguments that can be pickled.
            timeout_s: seconds the function may take once a child has it.
            owner: for whom it runs; owners take turns.
            is_long: whether it may take long; of such, the pool never runs as many as it has children.
            on_progress: called in the event loop with what the function reports, at most about ten times a second.
            on_piece: called in the event loop with all that the function emits, in its order.
            affinity: names what this run needs warm; an idle child that last ran the same is preferred.
            network: whether it reaches for the network, which confined children lose at their first run without.
            tries: how many children may die of it before its input is to blame; the first may have been killed from
                outside, for want of memory for example. What has emitted a piece is not begun again.

        Raises:
            ChildTimeout: it took too long.
            ChildDied: the child crashed or was killed, each time that it was tried.
            ChildError: the function raised something that cannot be pickled.
            Exception: what the function raised, its traceback as the cause.
        """
        async with contextlib.AsyncExitStack() as held:
            if is_long:
                await held.enter_async_context(self._long_slots.hold(owner))
            await held.enter_async_context(self.slots.hold(owner))
            return await self.run_in_slot(
                function,
                *args,
                timeout_s=timeout_s,
                on_progress=on_progress,
                on_piece=on_piece,
                affinity=affinity,
                network=network,
                tries=tries,
            )

    def keep_spare(self, function: str, /, *args: Any, timeout_s: float, affinity: str) -> None:
        """See to it that runs with this affinity find children warm: `function` makes a cold one so, meanwhile."""
        are_warm = len(self._idle) + len(self._busy) >= self._size and all(
            child.affinity == affinity for child in self._idle
        )
        if are_warm or (self._warming and not self._warming.done()):
            return

        async def warm() -> None:
            async with self.slots.hold(None):
                await self.run_in_slot(function, *args, timeout_s=timeout_s, affinity=affinity, takes_cold=True)

        self._warming = asyncio.get_running_loop().create_task(warm())
        self._warming.add_done_callback(lambda done: done.cancelled() or done.exception())  # the next run will say

    async def run_in_slot(
        self,
        function: str,
        /,
        *args: Any,
        timeout_s: float,
        on_progress: ProgressCallback | None = None,
        on_piece: PieceCallback | None = None,
        affinity: str | None = None,
        network: bool = False,
        takes_cold: bool = False,
        tries: int = 1,
    ) -> Any:
        """Do as `run` does, for a caller who holds one of `slots`; ``takes_cold`` leaves warm children to others."""
        request = (ONLINE if network else OFFLINE) + pickle.dumps((function, args))
        if not self._open:
            raise RuntimeError("the pool of child processes is closed")
        pieces = _Pieces(on_piece)
        child = await self._take(affinity, network, takes_cold)
        while True:
            child.is_offline = child.is_offline or not network
            tries -= 1
            try:
                async with asyncio.timeout(timeout_s):
                    reply = await child.ask(request, on_progress, pieces)
            except ChildDied as death:
                is_last = not tries or pieces.were_heard or not self._open
                self._drop(child, replaced=is_last)
                if is_last:
                    raise
                _logger.warning("%s is tried again: %s", function, death)
                child = await self._spawn()  # not one that waits: what killed the first may be killing them
                self._busy.add(child)
            except TimeoutError:
                self._drop(child)
                raise ChildTimeout(f"{function} took longer than {timeout_s:g} s") from None
            except asyncio.CancelledError:
                if on_piece:
                    self._start_stopping(child, affinity)
                else:
                    self._drop(child)
                raise
            except BaseException:
                self._drop(child)
                raise
            else:
                self._put_back(child, affinity)
                return _unpack(reply)

    def _put_back(self, child: Child, affinity: str | None) -> None:
        if self._is_fit(child):
            self._busy.discard(child)
            child.affinity = affinity
            self._idle.append(child)
        else:
            self._drop(child)

    def _drop(self, child: Child, *, replaced: bool = True) -> None:
        self._busy.discard(child)
        child.kill()
        if replaced:
            self._replace()

    def _start_stopping(self, child: Child, affinity: str | None) -> None:
        """Let a child leave off that nobody listens to any more; until then it counts as busy."""

        async def stop() -> None:
            if await child.stop(patience_s=_STOP_PATIENCE_S):
                self._put_back(child, affinity)
            else:
                self._drop(child)

        task = asyncio.get_running_loop().create_task(stop())
        self._stopping.add(task)
        task.add_done_callback(self._stopping.discard)

    def _is_fit(self, child: Child) -> bool:
        return (
            self._open
            and child.runs < self._recycle_after_runs
            and child.resident_bytes <= self._recycle_above_bytes
            and len(self._idle) + len(self._busy - {child}) < self._size
        )

    async def _take(self, affinity: str | None, network: bool, takes_cold: bool) -> Child:
        """Take the warm child, else one that is warm for nobody, else the one idle for the longest time.

        One that is about to leave off is waited for, which takes less time than to start and to warm another.
        """
        while self._stopping and not takes_cold and not any(child.is_alive() for child in self._idle):
            await asyncio.wait(self._stopping, return_when=asyncio.FIRST_COMPLETED)
        self._idle = [child for child in self._idle if child.is_alive()]
        fit = [child for child in self._idle if not (network and child.is_offline)]
        if takes_cold:
            fit = [child for child in fit if child.affinity != affinity]
        child = next((child for child in fit if affinity is not None and child.affinity == affinity), None)
        child = child or next((child for child in fit if child.affinity is None), None)
        child = child or next(iter(fit), None)
        if child is None:
            if self._idle and len(self._idle) + len(self._busy) >= self._size:
                self._idle.pop(0).kill()  # without the network, it gives its place to one that still has it
            child = await self._spawn()
        else:
            self._idle.remove(child)
        self._busy.add(child)
        if len(self._idle) < self._waiting:
            self._replace()
        return child

    def _replace(self) -> None:
        """Start a fresh child in the background, where there is room, so that the next run finds it warm."""
        starting = sum(not task.done() for task in self._tasks)
        if self._open and len(self._idle) + len(self._busy) + starting < self._size:
            task = asyncio.get_running_loop().create_task(self._add_idle())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _add_idle(self) -> None:
        child = await self._spawn()
        if self._open and len(self._idle) + len(self._busy) < self._size:
            self._idle.append(child)
        else:
            child.kill()

    async def _spawn(self) -> Child:
        environment = {name: value for name, value in os.environ.items() if name.upper() not in self._secrets}
        environment |= self._environment
        folder = None if self._temporary is None else Path(tempfile.mkdtemp(prefix=CHILD_FOLDER, dir=self._temporary))
        if folder is not None:
            environment["TMPDIR"] = str(folder)
        child = await Child.spawn(self._options, environment, self._forget)
        self._children.add(child)
        if folder is not None:
            self._folders[child] = folder
        return child

    def _forget(self, child: Child) -> None:
        """Note that a child has ended, and throw away what it wrote for a moment: killed, it could not."""
        self._children.discard(child)
        if folder := self._folders.pop(child, None):
            asyncio.get_running_loop().run_in_executor(None, partial(shutil.rmtree, folder, ignore_errors=True))
        if child in self._idle:
            self._idle.remove(child)
            _logger.warning("an idle child process ended: %s", child.died())
            if child.was_ready:  # one that cannot even start is left to the next run, which will say why
                self._replace()


class _Pieces:
    """Passes pieces on, and knows whether there were any."""

    def __init__(self, on_piece: PieceCallback | None) -> None:
        self._on_piece = on_piece
        self.were_heard = False

    def __call__(self, piece: bytes) -> None:
        self.were_heard = True
        if self._on_piece:
            self._on_piece(piece)


def _unpack(reply: tuple[Any, ...]) -> Any:
    """Return a reply's result, or raise its exception."""
    if reply[0] == "result":
        return pickle.loads(reply[1])  # noqa: S301 - from our own child
    _, packed, traceback_text, _ = reply
    if packed is None:
        raise ChildError(traceback_text)
    raise rebuild_exception(pickle.loads(packed)) from ChildError(traceback_text)  # noqa: S301 - from our own child

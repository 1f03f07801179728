"""Runs the product's processes: starts them, starts again what dies, and stops all together."""

import contextlib
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from audiostudio.cli.console import FAILURE, CommandError, say
from audiostudio.cli.listener import address_of

if TYPE_CHECKING:
    from audiostudio.kit.postgres.embedded import EmbeddedPostgres

_STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_CHECK_INTERVAL_S = 0.05
_STOP_TIMEOUT_S = 6.0
_STEADY_S = 10.0  # a process that lived that long has not been failing at its start
_LONGEST_PAUSE_S = 30.0
_STARTS_BEFORE_GIVING_UP = 3


class StopRequested(Exception):
    """A signal asked the supervisor to stop."""


class StopSignals:
    """Notes SIGINT, SIGTERM and SIGHUP for whoever looks.

    Nothing is raised where a signal happens to arrive: inside a finalizer the interpreter would swallow it. A second
    signal ends the process where it stands; its children and the database server follow it.
    """

    def __init__(self) -> None:
        self._requested = False
        for number in _STOP_SIGNALS:
            signal.signal(number, self._note)

    def check(self) -> None:
        """Raise where a signal has come.

        Raises:
            StopRequested: it has.
        """
        if self._requested:
            raise StopRequested

    def _note(self, *_: object) -> None:
        self._requested = True
        for number in _STOP_SIGNALS:
            signal.signal(number, signal.SIG_DFL)


@dataclass
class Service:
    """One process of the product: ``audiostudio <arguments> --supervised``."""

    name: str
    arguments: list[str]
    inherited: list[int] = field(default_factory=list)
    failures: int = 0
    process: "subprocess.Popen[bytes] | None" = None
    started_at: float = 0.0
    start_again_at: float | None = None

    def spawn(self) -> None:
        """Start the process; it loads what it needs and waits for :meth:`start`."""
        self.process = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-P", "-m", "audiostudio.cli.main", *self.arguments, "--supervised"],
            stdin=subprocess.PIPE,
            stdout=sys.stderr,
            pass_fds=self.inherited,
            start_new_session=True,  # Ctrl-C in a terminal is the supervisor's to handle
        )
        self.started_at = time.monotonic()
        self.start_again_at = None

    def start(self) -> None:
        """Tell the process that the database is ready."""
        assert self.process is not None
        assert self.process.stdin is not None
        with contextlib.suppress(OSError):  # it has died, which the next look at it will find
            self.process.stdin.write(b"start\n")
            self.process.stdin.flush()

    def record_exit(self) -> str:
        """Plan the next start, later with each failure in a row, and return how the process ended."""
        assert self.process is not None
        assert self.process.stdin is not None
        self.process.stdin.close()
        status = self.process.returncode
        now = time.monotonic()
        self.failures = 1 if now - self.started_at > _STEADY_S else self.failures + 1
        pause_s = 0.0 if self.failures == 1 else min(_LONGEST_PAUSE_S, 0.5 * 2 ** (self.failures - 2))
        self.start_again_at = now + pause_s
        self.process = None
        return f"was killed by {signal.Signals(-status).name}" if status < 0 else f"ended with status {status}"

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the process; the last one to everything it started, too."""
        if self.process is not None and self.process.poll() is None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, number) if number == signal.SIGKILL else self.process.send_signal(number)

    def is_running(self) -> bool:
        """Say whether the process lives."""
        return self.process is not None and self.process.poll() is None


class Supervisor:
    """Looks after the services and the embedded server until a signal asks it to stop."""

    def __init__(self, listener: socket.socket, postgres: "EmbeddedPostgres | None") -> None:
        self._postgres = postgres
        self._address = address_of(listener)
        self._services = [
            Service("the web server", ["serve", "--listener", str(listener.fileno())], [listener.fileno()]),
            Service("the worker", ["worker"]),
        ]
        self._ready = False

    def spawn(self) -> None:
        """Start every process; each waits for :meth:`watch` before it begins."""
        for service in self._services:
            service.spawn()

    def watch(self, signals: StopSignals, when_ready: Callable[[], None]) -> None:
        """Let the processes begin and look after them for good; call ``when_ready`` once they can be used.

        Raises:
            StopRequested: a signal came.
            CommandError: a process died at every one of its first starts.
        """
        for service in self._services:
            service.start()
        while True:
            signals.check()
            if self._postgres is not None and not self._postgres.is_alive():
                self._restart_postgres(self._postgres)
            for service in self._services:
                self._restart_if_exited(service)
            if not self._ready and self._is_healthy():
                self._ready = True
                when_ready()
            time.sleep(_CHECK_INTERVAL_S)

    def stop(self) -> None:
        """Stop everything, gracefully where it does not take long; a second signal makes it faster."""
        deadline = time.monotonic() + _STOP_TIMEOUT_S

        def hurry(*_: object) -> None:
            nonlocal deadline
            deadline = 0.0

        for number in _STOP_SIGNALS:
            signal.signal(number, hurry)
        for service in self._services:
            service.signal(signal.SIGTERM)
        while any(service.is_running() for service in self._services) and time.monotonic() < deadline:
            time.sleep(0.02)
        for service in self._services:
            service.signal(signal.SIGKILL)
        if self._postgres is not None:
            self._postgres.stop()

    def _restart_if_exited(self, service: Service) -> None:
        if service.process is not None and service.process.poll() is not None:
            how = service.record_exit()
            if not self._ready and service.failures >= _STARTS_BEFORE_GIVING_UP:
                detail = f"{service.name.capitalize()} does not start: it {how}; what it said stands above."
                raise CommandError(detail, "service_failed", exit_status=FAILURE)
            say(f"{service.name} {how}; it is started again")
        if service.start_again_at is not None and time.monotonic() >= service.start_again_at:
            service.spawn()
            service.start()

    def _restart_postgres(self, postgres: "EmbeddedPostgres") -> None:
        from audiostudio.kit.postgres.embedded import EmbeddedPostgresError

        address = postgres.admin_url
        say("the database server died; it is started again")
        try:
            postgres.ensure()
        except EmbeddedPostgresError as error:
            say(f"error: {error}")
            time.sleep(1.0)
            return
        if postgres.admin_url != address:  # its port was taken meanwhile: everyone has to look it up again
            for service in self._services:
                service.signal(signal.SIGTERM)

    def _is_healthy(self) -> bool:
        """Ask the web server whether everything works, the worker too."""
        connection = http.client.HTTPConnection(*self._address, timeout=0.5)
        try:
            connection.request("GET", "/health")
            answer = connection.getresponse()
            return answer.status == http.HTTPStatus.OK and json.loads(answer.read())["status"] == "ok"
        except (OSError, http.client.HTTPException, ValueError, KeyError):
            return False
        finally:
            connection.close()

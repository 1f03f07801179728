"""Ends connections that stand still: heads and bodies that never arrive in full, answers that nobody takes.

The server behind us bounds how long a connection may be idle between two requests, and nothing else. Whoever sends half
a head, or asks and then reads nothing, would hold a connection, its memory and its file for as long as they like.
"""

import fcntl
import socket
import sys
import termios
from asyncio import BaseTransport, TimerHandle, Transport
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, ClassVar, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

_TCP_NOTSENT_LOWAT = 25 if sys.platform == "linux" else 0x201  # macOS
_MOST_UNSENT_BYTES = 128 * 1024
_TCP_INFO, _TCP_INFO_BYTES = 11, 128
_BYTES_ACKED = slice(120, 128)  # of struct tcp_info, linux/tcp.h


@dataclass(frozen=True)
class ConnectionLimits:
    """How still a connection may stand.

    Attributes:
        head_s: seconds within which the head of a request has arrived, counted from the connection or its first byte.
        silence_s: seconds without progress after which a body, or an answer, is given up.
        progress_bytes: bytes that count as progress; fewer do where no more are due.
    """

    head_s: float = 20.0
    silence_s: float = 60.0
    progress_bytes: int = 4096

    @property
    def look_every_s(self) -> float:
        """How often to look whether a connection stands still."""
        return self.silence_s / 6


class _Direction:
    """Says whether what is due in one direction gets through."""

    def __init__(self, limits: ConnectionLimits, now_s: float) -> None:
        self._limits = limits
        self._passed_bytes = self._due_bytes = 0
        self._since_s = now_s

    def is_stalled(self, now_s: float, *, passed_bytes: int, due_bytes: int) -> bool:
        """Note how much has passed since the beginning and is due now; return whether it is too little for too long."""
        enough = min(self._limits.progress_bytes, self._due_bytes)
        if not due_bytes or passed_bytes - self._passed_bytes >= enough:
            self._passed_bytes, self._due_bytes, self._since_s = passed_bytes, due_bytes, now_s
        return now_s - self._since_s >= self._limits.silence_s


class _Written:
    """What was written to a connection: how much the other side has confirmed, and how much it has not.

    Bytes that the system holds count as not sent. It holds few that it cannot send on, else megabytes of an answer
    would be made, kept and, for minutes, taken for read, of which nobody reads a byte.
    """

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self._socket = transport.get_extra_info("socket")
        self.resumed = 0
        with self._borrowed() as line:
            line.setsockopt(socket.IPPROTO_TCP, _TCP_NOTSENT_LOWAT, _MOST_UNSENT_BYTES)

    def measure(self) -> tuple[int, int]:
        """Return the bytes that have arrived and those that are due."""
        due_bytes = self._transport.get_write_buffer_size()
        if sys.platform != "linux":  # elsewhere by how often the transport's own buffer was emptied
            return self.resumed * ConnectionLimits.progress_bytes, due_bytes
        with self._borrowed() as line:
            due_bytes += int.from_bytes(fcntl.ioctl(line.fileno(), termios.TIOCOUTQ, bytes(4)), sys.byteorder)
            info = line.getsockopt(socket.IPPROTO_TCP, _TCP_INFO, _TCP_INFO_BYTES)
        return int.from_bytes(info[_BYTES_ACKED], sys.byteorder), due_bytes

    @contextmanager
    def _borrowed(self) -> Iterator[socket.socket]:
        """Give the transport's socket, whose own class knows no options."""
        line = socket.socket(fileno=self._socket.fileno())
        try:
            yield line
        finally:
            line.detach()


class LimitedHttp(HttpToolsProtocol):
    """The protocol of HTTP connections, within limits."""

    limits: ClassVar[ConnectionLimits] = ConnectionLimits()

    def connection_made(self, transport: BaseTransport) -> None:
        """Begin to wait for a head."""
        super().connection_made(cast(Transport, transport))
        self._written = _Written(self.transport)
        now_s = self.loop.time()
        self._outgoing, self._incoming = _Direction(self.limits, now_s), _Direction(self.limits, now_s)
        self._received_bytes = 0
        self._body_expected = False
        self._head_timer: TimerHandle | None = None
        self._await_head()
        self._look_timer = self.loop.call_later(self.limits.look_every_s, self._look)

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop watching."""
        self._stop_watching()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what arrived; where that begins a request, its head has to end soon."""
        self._received_bytes += len(data)
        super().data_received(data)
        if not self._body_expected and (self.cycle is None or self.cycle.response_complete):
            self._await_head()

    def on_message_begin(self) -> None:
        """Expect the rest of a head."""
        super().on_message_begin()
        self._await_head()

    def on_headers_complete(self) -> None:
        """Expect a body, if there is one."""
        self._body_expected = True
        self._head_arrived()
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """Expect nothing more."""
        self._body_expected = False
        super().on_message_complete()

    def handle_websocket_upgrade(self) -> None:
        """Leave the connection to its new protocol, which watches it."""
        self._stop_watching()
        super().handle_websocket_upgrade()

    def resume_writing(self) -> None:
        """Note that the transport's buffer was emptied."""
        self._written.resumed += 1
        super().resume_writing()

    def _await_head(self) -> None:
        if self._head_timer is None and not self.transport.is_closing():
            self._head_timer = self.loop.call_later(self.limits.head_s, self._head_is_late)

    def _head_arrived(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _head_is_late(self) -> None:
        self._head_timer = None
        if self.cycle is not None and not self.cycle.response_complete:
            self._await_head()  # the request before it is still being answered
        else:
            self.transport.abort()

    def _look(self) -> None:
        now_s = self.loop.time()
        delivered_bytes, due_bytes = self._written.measure()
        # What we have not asked for, or do not take, the sender may keep.
        waiting = self._body_expected and not self.flow.read_paused and not self.cycle.waiting_for_100_continue
        if self._outgoing.is_stalled(
            now_s, passed_bytes=delivered_bytes, due_bytes=due_bytes
        ) or self._incoming.is_stalled(
            now_s, passed_bytes=self._received_bytes, due_bytes=self.limits.progress_bytes * waiting
        ):
            self.transport.abort()
        else:
            self._look_timer = self.loop.call_later(self.limits.look_every_s, self._look)

    def _stop_watching(self) -> None:
        self._head_arrived()
        self._look_timer.cancel()


class LimitedWebSocket(WebSocketsSansIOProtocol):
    """The protocol of WebSockets, within limits; their pings say who is gone, but a close waits for what is unread."""

    limits: ClassVar[ConnectionLimits] = ConnectionLimits()

    def connection_made(self, transport: BaseTransport) -> None:
        """Begin to watch."""
        super().connection_made(transport)
        self._written = _Written(self.transport)
        self._outgoing = _Direction(self.limits, self.loop.time())
        self._look_timer = self.loop.call_later(self.limits.look_every_s, self._look)

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop watching."""
        self._look_timer.cancel()
        super().connection_lost(exc)

    def resume_writing(self) -> None:
        """Note that the transport's buffer was emptied."""
        self._written.resumed += 1
        super().resume_writing()

    def _look(self) -> None:
        delivered_bytes, due_bytes = self._written.measure()
        if self._outgoing.is_stalled(self.loop.time(), passed_bytes=delivered_bytes, due_bytes=due_bytes):
            self.transport.abort()
        else:
            self._look_timer = self.loop.call_later(self.limits.look_every_s, self._look)


PROTOCOLS: dict[str, Any] = {"http": LimitedHttp, "ws": LimitedWebSocket}
"""For `uvicorn.Config`."""

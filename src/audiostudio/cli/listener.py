"""Opens the socket the product is reached at, so that a port that cannot be had is known before anything starts."""

import errno
import socket

from audiostudio.cli.console import FAILURE, CommandError

_BACKLOG = 2048


def open_listener(host: str, port: int) -> socket.socket:
    """Return a socket that listens on ``host`` and ``port``.

    Raises:
        CommandError: the address is not ours, or the port is taken or not ours to take.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, protocol)
    except OSError as error:
        raise CommandError(f"{host} is no address to listen on: {error.strerror}.", "host_invalid") from None
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(_BACKLOG)
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            detail = f"Port {port} is in use by another program; choose another with --port."
            raise CommandError(detail, "port_in_use", exit_status=FAILURE) from None
        detail = f"Cannot listen on {host}, port {port}: {error.strerror}."
        raise CommandError(detail, "port_unavailable", exit_status=FAILURE) from None
    return listener


def address_of(listener: socket.socket) -> tuple[str, int]:
    """Return host and port at which a process on this machine reaches ``listener``."""
    host, port = listener.getsockname()[:2]
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host), port  # noqa: S104 - compared with, not bound to

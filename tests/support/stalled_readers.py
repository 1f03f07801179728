"""People whose connection stands still: they ask, and then take no more of the answer."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from tests.support.account import Account
from tests.support.studio import Studio

_RECEIVE_BUFFER_BYTES = 2048


@contextmanager
def stalled_reader(studio: Studio, person: Account, path: str) -> Iterator[socket.socket]:
    """Give the socket of a request whose answer nobody reads; its buffer is as small as the system lets it be."""
    address = urlsplit(studio.url)
    with socket.socket() as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _RECEIVE_BUFFER_BYTES)
        line.connect((address.hostname, address.port))
        head = f"GET {path} HTTP/1.1", f"Host: {address.netloc}", f"Authorization: Bearer {person.access_token}", "", ""
        line.sendall("\r\n".join(head).encode())
        yield line

"""Posts to addresses that users name, without reaching private machines or being held up by slow ones."""

import asyncio
import ssl
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass

import httpcore2

from audiostudio.kit.outbound.fetch import checked_url, tls_context
from audiostudio.kit.outbound.public_addresses import AddressNotPublic, PublicNetwork, Resolver, resolve

_HEAD_BYTES = 500
_HEAD_TIMEOUT_S = 2.0


@dataclass(frozen=True)
class Answer:
    """What the other side said: its status, and how its body begins, made printable."""

    status: int
    head: str


class PostFailed(Exception):
    """The address was not reached or did not accept; the message names no more than that."""

    def __init__(self, message: str, answer: Answer | None = None) -> None:
        super().__init__(message)
        self.answer = answer


async def post(
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    timeout_s: float,
    connect_timeout_s: float,
    allowed_hosts: Collection[str] = (),
    resolver: Resolver = resolve,
) -> Answer:
    """Post ``body`` and return once the other side has accepted it; redirects are not followed.

    Raises:
        PostFailed: it was not accepted; the message says how far it came.
        UrlInvalid: nothing can be posted there.
    """
    target = checked_url(url)
    sent = [(b"Host", target.netloc), (b"Content-Length", str(len(body)).encode())]
    sent += [(name.encode(), value.encode()) for name, value in headers.items()]
    address = httpcore2.URL(scheme=target.raw_scheme, host=target.raw_host, port=target.port, target=target.raw_path)
    network = PublicNetwork(allowed_hosts=allowed_hosts, resolver=resolver, connect_timeout_s=connect_timeout_s)
    try:
        async with (
            asyncio.timeout(timeout_s),
            httpcore2.AsyncConnectionPool(
                ssl_context=tls_context(), max_keepalive_connections=0, network_backend=network
            ) as pool,
            pool.stream("POST", address, headers=sent, content=body) as response,
        ):
            answer = Answer(response.status, await _head_of(response))
    except (TimeoutError, httpcore2.TimeoutException):
        raise PostFailed(f"no answer within {timeout_s:g} s") from None
    except AddressNotPublic:
        raise PostFailed("not a public address") from None
    except (httpcore2.NetworkError, httpcore2.ProtocolError, ssl.SSLError):
        raise PostFailed("not reachable") from None
    if not 200 <= answer.status < 300:
        raise PostFailed(f"status {answer.status}", answer)
    return answer


async def _head_of(response: httpcore2.Response) -> str:
    """Return how a body begins: what comes soon, for the status alone decides."""
    head = bytearray()
    with suppress(TimeoutError, httpcore2.TimeoutException, httpcore2.NetworkError, httpcore2.ProtocolError):
        async with asyncio.timeout(_HEAD_TIMEOUT_S):
            async for chunk in response.aiter_stream():
                head += chunk
                if len(head) >= _HEAD_BYTES:
                    break
    text = bytes(head[:_HEAD_BYTES]).decode(errors="replace")
    return "".join(char if char.isprintable() or char == "\n" else "\N{REPLACEMENT CHARACTER}" for char in text)

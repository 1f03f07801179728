"""Posts to addresses that users name, without reaching private machines or being held up by slow ones."""

import asyncio
import ssl
from collections.abc import Collection, Mapping

import httpcore2

from audiostudio.kit.outbound.fetch import checked_url, tls_context
from audiostudio.kit.outbound.public_addresses import AddressNotPublic, PublicNetwork


class PostFailed(Exception):
    """The address was not reached or did not accept; the message names no more than that."""


async def post(
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    timeout_s: float,
    connect_timeout_s: float,
    allowed_hosts: Collection[str] = (),
) -> None:
    """Post ``body`` and return once the other side has accepted it; redirects are not followed.

    Raises:
        PostFailed: it was not accepted; the message says how far it came.
        UrlInvalid: nothing can be posted there.
    """
    target = checked_url(url)
    sent = [(b"Host", target.netloc), (b"Content-Length", str(len(body)).encode())]
    sent += [(name.encode(), value.encode()) for name, value in headers.items()]
    address = httpcore2.URL(scheme=target.raw_scheme, host=target.raw_host, port=target.port, target=target.raw_path)
    network = PublicNetwork(allowed_hosts=allowed_hosts, connect_timeout_s=connect_timeout_s)
    try:
        async with (
            asyncio.timeout(timeout_s),
            httpcore2.AsyncConnectionPool(
                ssl_context=tls_context(), max_keepalive_connections=0, network_backend=network
            ) as pool,
            # Streamed and not read: what the other side says beyond its status is of no interest.
            pool.stream("POST", address, headers=sent, content=body) as response,
        ):
            status = response.status
    except (TimeoutError, httpcore2.TimeoutException):
        raise PostFailed(f"no answer within {timeout_s:g} s") from None
    except AddressNotPublic:
        raise PostFailed("not a public address") from None
    except (httpcore2.NetworkError, httpcore2.ProtocolError, ssl.SSLError):
        raise PostFailed("not reachable") from None
    if not 200 <= status < 300:
        raise PostFailed(f"status {status}")

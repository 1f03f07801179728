"""Downloads what users name by URL, without letting them reach private machines, fill the disk or hold a worker up."""

import asyncio
import ssl
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import httpcore2
from httpx2 import URL, InvalidURL

from audiostudio.kit.file_names import disposition_file_name, safe_file_name
from audiostudio.kit.http.errors import Problem
from audiostudio.kit.outbound.public_addresses import AddressNotPublic, PublicNetwork, Resolver, resolve

_MAX_REDIRECTS = 4
_REDIRECTS = {301, 302, 303, 307, 308}
_MAX_URL_CHARS = 8000
_WRITE_BYTES = 2**20
_HEADERS = ((b"Accept", b"*/*"), (b"Accept-Encoding", b"identity"), (b"User-Agent", b"audiostudio"))


class UrlInvalid(Problem):
    """The address is none of http or https, or cannot be read."""

    status = 422
    code = "url_invalid"
    title = "This is no http or https address of a file"


class UrlNotPublic(Problem):
    """The address leads to a machine that is not on the public Internet."""

    status = 422
    code = "url_not_public"
    title = "This address is not public"


class UrlUnreachable(Problem):
    """Nobody answers at the address, or the answer breaks off."""

    status = 422
    code = "url_unreachable"
    title = "This address cannot be reached"


class UrlRefused(Problem):
    """The server at the address answers, but not with the file."""

    status = 422
    code = "url_refused"
    title = "The server at this address does not give the file"


class UrlRedirectsTooOften(Problem):
    """One redirect follows another."""

    status = 422
    code = "url_redirects_too_often"
    title = "This address redirects too often"


class UrlTimeout(Problem):
    """The file did not arrive in time."""

    status = 422
    code = "url_timeout"
    title = "The file at this address takes too long to arrive"


class UrlTooLarge(Problem):
    """The file is larger than is accepted."""

    status = 413
    code = "url_too_large"
    title = "The file at this address is too large"


FETCH_PROBLEMS = (
    UrlInvalid, UrlNotPublic, UrlUnreachable, UrlRefused, UrlRedirectsTooOften, UrlTimeout, UrlTooLarge
)  # fmt: skip


@dataclass(frozen=True)
class Fetched:
    """A file that was downloaded.

    Attributes:
        size_bytes: its size.
        final_url_host: the host that gave it, after redirects.
        file_name: the name its server or its address gives it, made safe.
        content_type: the media type its server claims, without parameters.
    """

    size_bytes: int
    final_url_host: str
    file_name: str
    content_type: str | None


async def fetch_to_file(
    url: str,
    path: Path,
    *,
    max_bytes: int,
    timeout_s: float,
    allowed_hosts: Collection[str] = (),
    resolver: Resolver = resolve,
) -> Fetched:
    """Download ``url`` to ``path``; on failure nothing is left there.

    Problems name the host at most: the rest of an address can be a secret.

    Args:
        url: an http or https address, without user name and password.
        path: where the file goes.
        max_bytes: the largest file accepted.
        timeout_s: seconds until the last byte must have arrived, redirects included.
        allowed_hosts: ``host:port`` pairs that need not be public.
        resolver: how a host's addresses are found.

    Raises:
        UrlInvalid, UrlNotPublic, UrlUnreachable, UrlRefused, UrlRedirectsTooOften, UrlTimeout, UrlTooLarge
    """
    start = checked_url(url)
    network = PublicNetwork(allowed_hosts=allowed_hosts, resolver=resolver)
    try:
        async with asyncio.timeout(timeout_s):
            return await _fetch(start, path, network, max_bytes)
    except (TimeoutError, httpcore2.TimeoutException):
        problem: Problem = UrlTimeout(f"The file did not arrive from {start.host} within {timeout_s:g} s.")
    except AddressNotPublic as error:
        problem = UrlNotPublic(f"{error} is not a public address.")
    except (httpcore2.NetworkError, httpcore2.ProtocolError, ssl.SSLError):
        problem = UrlUnreachable(f"The connection to {start.host} or where it redirects fails, or breaks off.")
    except BaseException:
        path.unlink(missing_ok=True)  # noqa: ASYNC240 - now, also when cancelled
        raise
    path.unlink(missing_ok=True)  # noqa: ASYNC240
    raise problem


async def _fetch(url: URL, path: Path, network: PublicNetwork, max_bytes: int) -> Fetched:
    # No connection is kept, so every redirect is resolved and judged anew. The pool knows no proxies.
    async with httpcore2.AsyncConnectionPool(
        ssl_context=tls_context(), max_keepalive_connections=0, network_backend=network
    ) as pool:
        for _ in range(_MAX_REDIRECTS + 1):
            target = httpcore2.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
            async with pool.stream("GET", target, headers=[(b"Host", url.netloc), *_HEADERS]) as response:
                location = _header(response, b"location")
                if response.status not in _REDIRECTS or not location:
                    return await _receive(url, response, path, max_bytes)
                url = checked_url(location, base=url)
    raise UrlRedirectsTooOften(f"More than {_MAX_REDIRECTS} redirects, the last to {url.host}.")


async def _receive(url: URL, response: httpcore2.Response, path: Path, max_bytes: int) -> Fetched:
    if response.status != 200:
        raise UrlRefused(f"{url.host} answers with status {response.status}.", upstream_status=response.status)
    encoding = _header(response, b"content-encoding").lower()
    if encoding not in ("", "identity"):
        raise UrlRefused(f"{url.host} sends the file compressed, which was not asked for.")
    too_large = UrlTooLarge(f"The file from {url.host} has more than {max_bytes} bytes.", max_bytes=max_bytes)
    if int(_header(response, b"content-length") or 0) > max_bytes:
        raise too_large
    size_bytes, buffer = 0, bytearray()
    file = await asyncio.to_thread(path.open, "wb")
    with file:
        async for chunk in response.aiter_stream():
            size_bytes += len(chunk)
            if size_bytes > max_bytes:
                raise too_large
            buffer += chunk
            if len(buffer) >= _WRITE_BYTES:
                await asyncio.to_thread(file.write, bytes(buffer))
                buffer.clear()
        await asyncio.to_thread(file.write, bytes(buffer))
    given_name = disposition_file_name(_header(response, b"content-disposition"))
    return Fetched(
        size_bytes=size_bytes,
        final_url_host=url.host,
        file_name=safe_file_name(given_name or url.path),
        content_type=_header(response, b"content-type").partition(";")[0].strip().lower() or None,
    )


def checked_url(text: str, base: URL | None = None) -> URL:
    """Return ``text`` as an address that may be asked, seen from ``base`` where it is relative."""
    try:
        url = base.join(text) if base else URL(text)
    except (InvalidURL, ValueError):
        raise UrlInvalid("The address cannot be read.") from None
    if len(text) > _MAX_URL_CHARS:
        raise UrlInvalid(f"The address is longer than {_MAX_URL_CHARS} characters.")
    if url.scheme not in ("http", "https") or not url.host or not 0 < (80 if url.port is None else url.port) < 65_536:
        raise UrlInvalid("The address must start with http:// or https:// and a host.")
    if url.userinfo:
        raise UrlInvalid("The address must not hold a user name or password.")
    return url


def _header(response: httpcore2.Response, name: bytes) -> str:
    """Return a header's value, empty where it is missing; some servers write file names in bare UTF-8."""
    for found, value in response.headers:
        if found.lower() == name:
            try:
                return value.decode()
            except UnicodeDecodeError:
                return value.decode("latin-1")
    return ""


@cache
def tls_context() -> ssl.SSLContext:
    """Return the settings of TLS: certificates are checked against the system's authorities."""
    return httpcore2.default_ssl_context()

"""Which network addresses are public, so that nobody makes the server speak with machines only it can reach."""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Collection, Iterable
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address

import httpcore2

Resolver = Callable[[str, int], Awaitable[list[str]]]
"""Takes a host and a port, returns the host's addresses."""

_CONNECT_TIMEOUT_S = 10.0

# IANA's special-purpose registries (RFC 6890 and later entries), less what is ordinary Internet.
_RESERVED_V4 = tuple(
    IPv4Network(network)
    for network in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # carrier-grade NAT; some clouds' metadata
        "127.0.0.0/8",  # loopback
        "168.63.129.16/32",  # public by registry, but Azure's own server inside its machines
        "169.254.0.0/16",  # link-local; most clouds' metadata
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments
        "192.0.2.0/24",  # documentation
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",  # private
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, broadcast
    )
)
# Of IPv6 only this block is ordinary Internet; IPv4 inside IPv6 (mapped, NAT64) lies outside of it...
_GLOBAL_V6 = IPv6Network("2000::/3")
# ... or, like the tunnels, in here.
_RESERVED_V6 = tuple(
    IPv6Network(network)
    for network in (
        "2001::/23",  # protocol assignments, with Teredo
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4
        "3fff::/20",  # documentation
    )
)


class AddressNotPublic(Exception):
    """A host has an address that is not public."""


def is_public(address: str) -> bool:
    """Return whether ``address`` (numeric, IPv4 or IPv6) belongs to a machine anyone on the Internet can reach."""
    parsed = ip_address(address)
    if isinstance(parsed, IPv6Address):
        return (
            parsed.scope_id is None and parsed in _GLOBAL_V6 and not any(parsed in network for network in _RESERVED_V6)
        )
    return not any(parsed in network for network in _RESERVED_V4)


async def resolve(host: str, port: int) -> list[str]:
    """Return the addresses that this machine's resolver knows of ``host``."""
    loop = asyncio.get_running_loop()
    # As bytes the name goes to the resolver as it is, not through Python's own, older rules for international names.
    found = await loop.getaddrinfo(host.encode("ascii"), port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


class PublicNetwork(httpcore2.AsyncNetworkBackend):
    """Connects to public addresses only: a host is resolved once, judged whole, and dialled at a judged address.

    So a name that resolves anew between the judgement and the connection gains nothing. TLS still proves the name.
    """

    def __init__(
        self,
        *,
        allowed_hosts: Collection[str] = (),
        resolver: Resolver = resolve,
        connect_timeout_s: float = _CONNECT_TIMEOUT_S,
    ) -> None:
        """Prepare.

        Args:
            allowed_hosts: ``host:port`` pairs that may have any address.
            resolver: how a name becomes addresses.
            connect_timeout_s: seconds that each address gets to answer in.
        """
        self._allowed_hosts = {allowed.lower() for allowed in allowed_hosts}
        self._resolver = resolver
        self._connect_timeout_s = connect_timeout_s
        self._dialler = httpcore2.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the interface's
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        """Connect to the first address of ``host`` that answers.

        Raises:
            AddressNotPublic: one of the addresses is not public.
            httpcore2.ConnectError, httpcore2.ConnectTimeout: none answers.
        """
        failure: Exception = httpcore2.ConnectError("the name has no address")
        for address in await self._checked_addresses(host, port):
            try:
                return await self._dialler.connect_tcp(
                    address,
                    port,
                    min(timeout or self._connect_timeout_s, self._connect_timeout_s),
                    local_address,
                    socket_options,
                )
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failure = error
        raise failure

    async def _checked_addresses(self, host: str, port: int) -> list[str]:
        try:
            addresses = await self._resolver(host, port)
        except (OSError, UnicodeError):
            raise httpcore2.ConnectError("the name cannot be resolved") from None
        written = f"[{host}]" if ":" in host else host
        if f"{written}:{port}".lower() not in self._allowed_hosts and not all(map(is_public, addresses)):
            raise AddressNotPublic(host)
        return addresses

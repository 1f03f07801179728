"""Limits such as ``10/minute`` that hold across all processes, because the database counts, or Redis instead.

What an answer tells of them are the headers of the IETF's draft (draft-ietf-httpapi-ratelimit-headers-10):
``RateLimit-Policy`` names each limit that counted the request, ``RateLimit`` what is left of it.
"""

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from audiostudio.kit.http.errors import Problem

if TYPE_CHECKING:
    from limits import RateLimitItem

_HIT = text("SELECT allowed, remaining, retry_after_s FROM hit_rate_limit(:key, :window_s, :amount)")
_FORGIVE = text("SELECT forgive_rate_limit_hit(:key)")


class RateLimited(Problem):
    """The caller has used up what a limit allows; the Retry-After header says for how long."""

    status = 429
    code = "rate_limited"
    title = "Too many requests"


@dataclass(frozen=True)
class Allowance:
    """What a limit leaves to a caller: of ``limit`` calls in ``window_s`` seconds, ``remaining``.

    ``reset_s`` is 0 where calls remain, else the seconds until there is one again.
    """

    name: str
    limit: int
    window_s: int
    remaining: int
    reset_s: int

    @property
    def policy(self) -> str:
        """The item of ``RateLimit-Policy``."""
        return f'"{self.name}";q={self.limit};w={self.window_s}'

    @property
    def state(self) -> str:
        """The item of ``RateLimit``."""
        return f'"{self.name}";r={self.remaining}' + (f";t={self.reset_s}" if self.reset_s else "")


def allowance_headers(allowances: Iterable[Allowance]) -> dict[str, str]:
    """Return the headers that tell a caller of limits."""
    found = list(allowances)
    return {
        "RateLimit-Policy": ", ".join(allowance.policy for allowance in found),
        "RateLimit": ", ".join(allowance.state for allowance in found),
    }


class RequestLimits(ABC):
    """Counts every request of a workspace; the roof chooses by which limits and where."""

    @abstractmethod
    async def count(self, workspace_id: UUID) -> Allowance:
        """Count a request and return what is left.

        Raises:
            RateLimited: the workspace's limit is used up.
        """


_NOTED = "rate_limit_allowances"


def note_allowance(connection: HTTPConnection, allowance: Allowance) -> None:
    """Have the answer tell of a limit that counted this request."""
    connection.scope.setdefault(_NOTED, []).append(allowance)


class AllowanceHeaders:
    """ASGI middleware that tells callers of the limits that counted their requests, whatever the answer is."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and complete the head of its answer."""
        noted: list[Allowance] = []
        scope[_NOTED] = noted

        async def completed(message: Message) -> None:
            if message["type"] == "http.response.start" and noted:
                headers = MutableHeaders(scope=message)
                for name, value in allowance_headers(noted).items():
                    headers.setdefault(name, value)  # a refusal has told of the limit that refused it
            await send(message)

        await self._app(scope, receive, completed)


async def enforce(session: AsyncSession, *, scope: str, caller: str, limit: str) -> Allowance:
    """Count one call and return what is left, or refuse it where ``limit`` is used up; refused calls do not count.

    Give it a transaction of its own and end that before the work begins: so a call that fails still counts, and
    calls of one caller do not wait for each other's work.

    Args:
        session: the transaction; its role needs the right to run ``hit_rate_limit``.
        scope: what is limited, as the headers name it; the same caller has one count per scope.
        caller: an account, a key, or a network address. Only its hash is stored. All addresses of one
            IPv6 network count as one, since a single machine commands them all.
        limit: as the limits library writes it: ``10/minute``, ``100 per 2 hours``.

    Raises:
        RateLimited: the limit is used up.
        ValueError: ``limit`` cannot be read.
    """
    item = parse_limit(limit)
    values = {"key": key_of(scope, caller), "window_s": item.get_expiry(), "amount": item.amount}
    allowed, remaining, retry_after_s = (await session.execute(_HIT, values)).one()
    allowance = Allowance(scope, item.amount, item.get_expiry(), remaining, retry_after_s)
    if not allowed:
        raise refusal(allowance, limit)
    return allowance


def refusal(allowance: Allowance, limit: str) -> RateLimited:
    """Return the refusal of a call beyond ``limit``."""
    return RateLimited(
        f"The limit is {limit}; try again in {allowance.reset_s} s.",
        headers={"Retry-After": str(allowance.reset_s), **allowance_headers([allowance])},
        retry_after_s=allowance.reset_s,
    )


async def forgive(session: AsyncSession, *, scope: str, caller: str) -> None:
    """Take back the last call that :func:`enforce` counted: it turned out to be one that is not limited."""
    await session.execute(_FORGIVE, {"key": key_of(scope, caller)})


@lru_cache(maxsize=64)
def parse_limit(limit: str) -> "RateLimitItem":
    """Return a limit as the limits library writes it.

    Raises:
        ValueError: it cannot be read.
    """
    from limits import parse  # which brings every store it knows; the server starts without

    return parse(limit)


def network_of(caller: str) -> str:
    """Return what an address counts as: of IPv6 its network of 64 bits; whatever is no address stays as it is."""
    try:
        address = ip_address(caller)
    except ValueError:
        return caller
    if not isinstance(address, IPv6Address):
        return caller
    return str(address.ipv4_mapped or IPv6Network((address, 64), strict=False))


def key_of(scope: str, caller: str) -> str:
    """Return under what calls of a caller are counted: a hash, for callers can be addresses and names."""
    return hashlib.sha256(f"{scope}\n{network_of(caller)}".encode("utf-8", "surrogatepass")).hexdigest()

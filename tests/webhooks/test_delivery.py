"""Webhooks: owed from the moment a job ends, signed so that any Standard Webhooks library verifies them, retried."""

import asyncio
import base64
import hashlib
import hmac
import json
import socket
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from audiostudio.kit.postgres.address import WORKER_ROLE, role_url
from audiostudio.kit.postgres.database import Database
from audiostudio.library.service import AssetLinks
from audiostudio.storage.choice import open_storage
from audiostudio.webhooks.dispatcher import Dispatcher
from tests.support.account import Account
from tests.support.patience import PATIENCE_S
from tests.support.studio import Studio, serving, working
from tests.support.webhook_receiver import Receiver


@pytest.fixture
async def studio(make_settings: Any, receiver: Receiver) -> AsyncIterator[Studio]:
    settings = make_settings(outbound_allowed_hosts=(f"127.0.0.1:{receiver.port}",))
    async with serving(settings) as running, working(settings):
        yield running


@pytest.fixture
async def person(studio: Studio) -> Account:
    return await studio.register()


async def test_the_end_of_a_job_is_told_with_a_signature_that_verifies(
    person: Account, receiver: Receiver, song: Path
) -> None:
    secret = (await person.client.get("/webhooks/secret")).json()["secret"]
    job_id = (await person.upload(song, tool="mastering", webhook_url=receiver.url)).json()["job_id"]
    await receiver.received(1)
    headers, body = receiver.messages[0]
    message = json.loads(body)
    assert message["type"] == "job.completed"
    assert message["data"]["job_id"] == job_id
    assert message["data"]["outputs"][0]["url"].startswith("http")

    # As standardwebhooks.com writes it.
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.{body.decode()}".encode()
    key = base64.b64decode(secret.removeprefix("whsec_"))
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{expected}"
    await asyncio.sleep(2.5)
    assert len(receiver.messages) == 1, "what was accepted is not sent again"


async def test_a_refused_message_comes_again_under_the_same_id(
    studio: Studio, person: Account, receiver: Receiver, beep: Path
) -> None:
    receiver.refusals = 1
    await person.upload(beep, tool="mastering", webhook_url=receiver.url)
    await receiver.received(1)
    await asyncio.sleep(0.5)
    with studio.admin() as connection:
        [(attempts, result)] = connection.execute("SELECT attempts, last_result FROM webhook_deliveries").fetchall()
        assert (attempts, result) == (1, "status 503")
        connection.execute("UPDATE webhook_deliveries SET next_attempt_at = now()")
    await receiver.received(2)
    assert receiver.messages[0][0]["webhook-id"] == receiver.messages[1][0]["webhook-id"]


async def test_a_receiver_that_hangs_holds_up_nobody_elses_messages(
    make_settings: Any, receiver: Receiver, beep: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=100) as silent:  # takes connections and says nothing
        port = silent.getsockname()[1]
        allowed = (f"127.0.0.1:{receiver.port}", f"127.0.0.1:{port}")
        settings = make_settings(outbound_allowed_hosts=allowed)
        async with serving(settings) as studio:
            crowd, other = await studio.register(credits=8), await studio.register()
            for _ in range(8):
                answer = await crowd.upload(beep, tool="conversion", webhook_url=f"http://127.0.0.1:{port}/")
                await crowd.client.post(f"/job/{answer.json()['job_id']}/cancel")
            async with working(settings):
                await asyncio.sleep(1)
                answer = await other.upload(beep, tool="conversion", webhook_url=receiver.url)
                await other.finished(answer.json()["job_id"])
                await receiver.received(1, timeout_s=5)
                with studio.admin() as connection:
                    [(begun,)] = connection.execute(
                        "SELECT count(*) FROM webhook_deliveries WHERE attempts > 0 AND workspace_id = %s",
                        (crowd.workspace_id,),
                    ).fetchall()
    assert begun == 2, "its share, which hangs for longer than this takes"


async def test_a_private_address_is_never_called(studio: Studio, person: Account, beep: Path) -> None:
    other = Receiver()
    job_id = (await person.upload(beep, tool="mastering", webhook_url=other.url)).json()["job_id"]
    await person.finished(job_id)
    with studio.admin() as connection:
        async with asyncio.timeout(PATIENCE_S):
            while True:
                rows = connection.execute("SELECT last_result FROM webhook_deliveries").fetchall()
                if rows and rows[0][0]:
                    break
                await asyncio.sleep(0.05)
    other.server.shutdown()
    assert rows == [("not a public address",)]
    assert other.messages == []


@pytest.mark.parametrize("url", ["ftp://example.com/x", "nonsense", "https://user:pass@example.com/"])
async def test_an_address_that_cannot_be_called_is_refused_at_once(person: Account, beep: Path, url: str) -> None:
    answer = await person.upload(beep, tool="mastering", webhook_url=url)
    assert (answer.status_code, answer.json()["code"]) == (422, "url_invalid")
    assert await person.balance() == 3


@pytest.mark.parametrize("passes", range(4))
async def test_whoever_is_told_to_stop_as_a_message_is_done_stops(idle_studio: Studio, passes: int) -> None:
    settings = idle_studio.settings
    database = Database(role_url(WORKER_ROLE, settings), pool_size=1)
    dispatcher = Dispatcher(database, AssetLinks(settings, open_storage(settings)))
    running = asyncio.create_task(dispatcher.run())
    await asyncio.sleep(0.2)  # it has found nothing, and waits
    dispatcher._lane_free.set()
    for _ in range(passes):  # of the event loop, of which the waiter needs some to wake up
        await asyncio.sleep(0)
    running.cancel()
    done, _ = await asyncio.wait([running], timeout=5)
    assert done, "the order to stop was lost"
    await database.close()

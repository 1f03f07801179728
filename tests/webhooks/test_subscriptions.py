"""Subscriptions: each told of what it asked for, by its own secret; what was sent is kept, and can be sent again."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from tests.support.account import Account
from tests.support.patience import PATIENCE_S
from tests.support.studio import Studio, serving, working
from tests.support.webhook_receiver import Receiver


@pytest.fixture
def other_receiver() -> Any:
    receiver = Receiver()
    yield receiver
    receiver.server.shutdown()


@pytest.fixture
async def studio(make_settings: Any, receiver: Receiver, other_receiver: Receiver) -> AsyncIterator[Studio]:
    allowed = tuple(f"127.0.0.1:{of.port}" for of in (receiver, other_receiver))
    settings = make_settings(outbound_allowed_hosts=allowed)
    async with serving(settings) as running, working(settings):
        yield running


@pytest.fixture
async def person(studio: Studio) -> Account:
    return await studio.register(credits=20)


async def subscribed(person: Account, receiver: Receiver, **more: Any) -> str:
    answer = await person.client.post("/webhooks/subscriptions", json={"url": receiver.url, **more})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["subscription_id"])


async def secret_of(person: Account, subscription_id: str) -> str:
    return str((await person.client.get(f"/webhooks/subscriptions/{subscription_id}/secret")).json()["secret"])


async def settled(person: Account, delivery_id: str | None = None, *, count: int = 1) -> list[dict[str, Any]]:
    """Return the log, newest first, once as many messages are delivered or failed."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            items = (await person.client.get("/webhooks/deliveries")).json()["items"]
            over = [item for item in items if item["attempts"] and item["attempted_at"]]
            if len(over) >= count:
                return over
            await asyncio.sleep(0.1)


async def test_each_subscription_is_told_what_it_asked_for_by_its_own_secret(
    person: Account, receiver: Receiver, other_receiver: Receiver, beep: Path
) -> None:
    ends = await subscribed(person, receiver, events=["job.completed", "job.failed"])
    cancels = await subscribed(person, other_receiver, events=["job.cancelled"])
    await subscribed(person, other_receiver, active=False)
    secret = await secret_of(person, ends)
    assert secret != await secret_of(person, cancels)

    job_id = (await person.upload(beep, tool="conversion", webhook_url=other_receiver.url)).json()["job_id"]
    await person.finished(job_id)
    await receiver.received(1)
    await other_receiver.received(1)  # as the job itself had asked
    headers, body = receiver.messages[0]
    message = Webhook(secret).verify(body, headers)
    assert (message["type"], message["data"]["job_id"]) == ("job.completed", job_id)
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(body + b" ", headers)
    of_job = (await person.client.get("/webhooks/secret")).json()["secret"]
    assert Webhook(of_job).verify(other_receiver.messages[0][1], other_receiver.messages[0][0])

    log = await settled(person, count=2)
    [told] = [item for item in log if item["subscription_id"] == ends]
    assert (told["status"], told["attempts"], told["answer_status"], told["result"]) == (
        "delivered",
        1,
        204,
        "delivered",
    )
    assert told["message_id"] == told["delivery_id"] == headers["webhook-id"]
    assert told["duration_ms"] >= 0
    assert (await person.client.get("/webhooks/deliveries", params={"subscription_id": cancels})).json()["items"] == []


async def test_for_a_while_after_a_rotation_both_secrets_verify(
    studio: Studio, person: Account, receiver: Receiver
) -> None:
    subscription = await subscribed(person, receiver)
    old = await secret_of(person, subscription)
    path = f"/webhooks/subscriptions/{subscription}"
    fresh = (await person.client.post(f"{path}/rotate-secret", json={"overlap_hours": 1})).json()["secret"]
    assert fresh == await secret_of(person, subscription)
    sent = await person.client.post(f"{path}/test")
    assert (sent.status_code, sent.json()["event"], sent.json()["status"]) == (202, "webhook.test", "waiting")
    await receiver.received(1)
    headers, body = receiver.messages[0]
    for secret in (old, fresh):
        assert Webhook(secret).verify(body, headers)["type"] == "webhook.test"
    with studio.admin() as connection:
        connection.execute("UPDATE webhook_subscriptions SET former_secret_until = now()")
    await person.client.post(f"{path}/test")
    await receiver.received(2)
    headers, body = receiver.messages[1]
    Webhook(fresh).verify(body, headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(old).verify(body, headers)


async def test_what_failed_is_in_the_log_and_comes_again_when_it_is_replayed(
    person: Account, receiver: Receiver
) -> None:
    receiver.status, receiver.answer = 500, b"we are \x00 down\n" + b"x" * 2000
    subscription = await subscribed(person, receiver)
    await person.client.post(f"/webhooks/subscriptions/{subscription}/test")
    [failed] = await settled(person)
    assert (failed["status"], failed["answer_status"], failed["result"]) == ("waiting", 500, "status 500")
    assert failed["answer_head"].startswith("we are \N{REPLACEMENT CHARACTER} down\n")
    assert len(failed["answer_head"]) == 500

    receiver.status, receiver.answer = 200, b"thanks"
    again = await person.client.post(f"/webhooks/deliveries/{failed['delivery_id']}/replay")
    assert again.status_code == 202
    await receiver.received(2)
    newest, _ = await settled(person, count=2)
    assert newest["delivery_id"] == again.json()["delivery_id"]
    assert (newest["status"], newest["answer_head"]) == ("delivered", "thanks")
    assert newest["message_id"] == failed["delivery_id"], "so that a receiver that has it can tell"
    assert receiver.messages[0][0]["webhook-id"] == receiver.messages[1][0]["webhook-id"]
    page = (await person.client.get("/webhooks/deliveries", params={"limit": 1})).json()
    rest = (await person.client.get("/webhooks/deliveries", params={"cursor": page["next_cursor"]})).json()
    assert [item["delivery_id"] for item in page["items"] + rest["items"]] == [
        newest["delivery_id"],
        failed["delivery_id"],
    ]


async def test_a_redirect_is_not_followed_and_a_receiver_that_is_gone_is_left_alone(
    person: Account, receiver: Receiver, other_receiver: Receiver, beep: Path
) -> None:
    receiver.status, receiver.answer_headers = 302, {"Location": other_receiver.url}
    subscription = await subscribed(person, receiver)
    path = f"/webhooks/subscriptions/{subscription}"
    await person.client.post(f"{path}/test")
    [redirected] = await settled(person)
    assert redirected["result"] == "status 302"
    assert other_receiver.messages == []

    receiver.status, receiver.answer_headers = 410, {}
    await person.client.post(f"{path}/test")
    log = await settled(person, count=2)
    assert (log[0]["status"], log[0]["result"]) == ("failed", "status 410")
    [seen] = (await person.client.get("/webhooks/subscriptions")).json()
    assert seen["active"] is False
    await person.finished((await person.upload(beep, tool="conversion")).json()["job_id"])
    assert len((await person.client.get("/webhooks/deliveries")).json()["items"]) == 2, "nothing more is owed"
    receiver.status = 204
    changed = (await person.client.put(path, json={"active": True, "events": ["job.completed"]})).json()
    assert (changed["active"], changed["events"], changed["url"]) == (True, ["job.completed"], receiver.url)
    await person.finished((await person.upload(beep, tool="conversion")).json()["job_id"])
    async with asyncio.timeout(PATIENCE_S):  # the first test event comes again, too
        while not any(json.loads(body)["type"] == "job.completed" for _, body in receiver.messages):  # noqa: ASYNC110
            await asyncio.sleep(0.05)


async def test_what_is_owed_to_a_subscription_that_was_turned_off_is_not_sent(
    studio: Studio, person: Account, receiver: Receiver, beep: Path
) -> None:
    receiver.refusals = 1
    subscription = await subscribed(person, receiver)
    await person.finished((await person.upload(beep, tool="conversion")).json()["job_id"])
    await settled(person)
    await person.client.put(f"/webhooks/subscriptions/{subscription}", json={"active": False})
    with studio.admin() as connection:
        connection.execute("UPDATE webhook_deliveries SET next_attempt_at = now()")
    async with asyncio.timeout(PATIENCE_S):
        while (await settled(person))[0]["result"] != "the subscription is off":  # noqa: ASYNC110
            await asyncio.sleep(0.1)
    assert len(receiver.messages) == 1
    assert (await person.client.delete(f"/webhooks/subscriptions/{subscription}")).status_code == 204
    assert (await person.client.get("/webhooks/deliveries")).json()["items"] == []


async def test_only_who_manages_the_workspace_subscribes_and_not_without_end(
    studio: Studio, person: Account, receiver: Receiver
) -> None:
    member = await studio.register()
    with studio.admin() as connection:
        connection.execute(
            "INSERT INTO memberships (workspace_id, user_id, role) VALUES (%s, %s, 'member')",
            (person.workspace_id, member.user_id),
        )
    there = {"Audio-Studio-Workspace": str(person.workspace_id)}
    body = {"url": receiver.url}
    refused = await member.client.post("/webhooks/subscriptions", json=body, headers=there)
    assert (refused.status_code, refused.json()["code"]) == (403, "not_permitted")
    wrong = await person.client.post("/webhooks/subscriptions", json={"url": "ftp://example.com/"})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "url_invalid")
    answers = await asyncio.gather(*(person.client.post("/webhooks/subscriptions", json=body) for _ in range(22)))
    assert sorted(answer.status_code for answer in answers) == [201] * 20 + [409] * 2

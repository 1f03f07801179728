"""Delivers messages that are owed: what is sent, when it is tried again, and what is noted of it."""

import asyncio
import json
import logging
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from audiostudio.jobs import service as jobs
from audiostudio.jobs.problems import JobNotFound
from audiostudio.kit.http.errors import Problem
from audiostudio.kit.outbound.post import Answer, PostFailed, post
from audiostudio.kit.postgres.database import Database, DatabaseUnavailable
from audiostudio.library.service import AssetLinks
from audiostudio.settings import Settings
from audiostudio.webhooks import repository
from audiostudio.webhooks.models import Delivery, Subscription
from audiostudio.webhooks.schemas import TEST_EVENT
from audiostudio.webhooks.signing import signature, signing_secret, subscription_secret

logger = logging.getLogger(__name__)

_TIMEOUT_S = 15.0
_CONNECT_TIMEOUT_S = 3.0
_LANES = 32
_LANES_OF_A_WORKSPACE = 2
_BREATH_S = 0.5
_LEASE = timedelta(seconds=60)
# After the last one the delivery is given up: about a day and a half after the job's end.
_RETRY_DELAYS_S = (5, 30, 120, 600, 3600, 21_600, 86_400)
_GONE = 410  # by which a receiver says that it wants no more (Standard Webhooks, "Deliverability and reliability")


class _Pointless(Exception):
    """There is nothing to send any more, or nobody to send it to."""


class Dispatcher:
    """Delivers what is due, many at a time but few of one workspace: a server that hangs holds up nobody else's."""

    def __init__(self, database: Database, links: AssetLinks) -> None:
        self._database = database
        self._links = links
        self._under_way: Counter[UUID] = Counter()
        self._lane_free = asyncio.Event()

    async def run(self) -> None:
        """Deliver until cancelled; what cannot be settled, the database being away, is due again after its lease."""
        async with asyncio.TaskGroup() as lanes:
            while True:
                self._lane_free.clear()
                delivery = await self._claim() if self._under_way.total() < _LANES else None
                if delivery is not None:
                    self._under_way[delivery.workspace_id] += 1
                    lanes.create_task(self._deliver_in_lane(delivery))
                    continue
                with suppress(TimeoutError):
                    async with asyncio.timeout(_BREATH_S):
                        await self._lane_free.wait()

    async def _claim(self) -> Delivery | None:
        full = [owner for owner, lanes in self._under_way.items() if lanes >= _LANES_OF_A_WORKSPACE]
        try:
            async with self._database.session() as session:
                return await repository.claim_due(session, _LEASE, except_of=full)
        except DatabaseUnavailable:
            return None

    async def _deliver_in_lane(self, delivery: Delivery) -> None:
        try:
            await self._attempt(delivery)
        finally:
            self._under_way -= Counter([delivery.workspace_id])  # which keeps no zeros
            self._lane_free.set()

    async def _attempt(self, delivery: Delivery) -> None:
        answer, retry_in, begun_at = None, None, time.monotonic()
        try:
            answer = await _deliver(self._database, self._links, delivery)
            result = "delivered"
        except _Pointless as error:
            result = str(error)
        except (PostFailed, Problem) as error:
            result, answer = str(error), error.answer if isinstance(error, PostFailed) else None
            if delivery.attempts <= len(_RETRY_DELAYS_S) and not _is_gone(answer):
                retry_in = timedelta(seconds=_RETRY_DELAYS_S[delivery.attempts - 1])
            logger.info("webhook %s, attempt %d: %s", delivery.id, delivery.attempts, result)
        duration_ms = round((time.monotonic() - begun_at) * 1000)
        with suppress(DatabaseUnavailable):
            async with self._database.session() as session:
                if _is_gone(answer) and delivery.subscription_id is not None:
                    await repository.deactivate(session, delivery.subscription_id)
                await repository.settle(
                    session, delivery.id, result=result, answer=answer, duration_ms=duration_ms, retry_in=retry_in
                )


def _is_gone(answer: Answer | None) -> bool:
    return answer is not None and answer.status == _GONE


async def _deliver(database: Database, links: AssetLinks, delivery: Delivery) -> Answer:
    async with database.session(workspace_id=delivery.workspace_id) as session:
        secrets = _secrets(await _subscription(session, delivery), delivery, links.settings)
        message = await _message(session, links, delivery)
    body = json.dumps(message).encode()
    timestamp, message_id = int(time.time()), str(delivery.message_id or delivery.id)
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "AudioStudio-Webhooks/1",
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signature(message_id, timestamp, body, secrets),
    }
    return await post(
        delivery.url,
        body,
        headers,
        timeout_s=_TIMEOUT_S,
        connect_timeout_s=_CONNECT_TIMEOUT_S,
        allowed_hosts=links.settings.outbound_allowed_hosts,
    )


async def _subscription(session: AsyncSession, delivery: Delivery) -> Subscription | None:
    if delivery.subscription_id is None:
        return None
    subscription = await repository.get_subscription(session, delivery.subscription_id)
    if subscription is None:
        raise _Pointless("the subscription was deleted")
    if not subscription.active and delivery.event != TEST_EVENT:
        raise _Pointless("the subscription is off")
    return subscription


def _secrets(subscription: Subscription | None, delivery: Delivery, settings: Settings) -> Sequence[str]:
    """Return the secrets that a message is signed by: the present one and, for a while, the one before it."""
    if subscription is None:
        return [signing_secret(delivery.workspace_id, settings)]
    versions = [subscription.secret_version]
    if subscription.former_secret_until is not None and subscription.former_secret_until > datetime.now(UTC):
        versions.append(subscription.secret_version - 1)
    return [subscription_secret(subscription.id, version, settings) for version in versions]


async def _message(session: AsyncSession, links: AssetLinks, delivery: Delivery) -> dict[str, Any]:
    data: dict[str, Any] = {"subscription_id": str(delivery.subscription_id)}
    if delivery.job_id is not None:
        try:
            data = (await jobs.get_view(session, links, delivery.job_id)).model_dump(mode="json")
        except JobNotFound:
            raise _Pointless("the job was deleted") from None
    return {"type": delivery.event, "timestamp": datetime.now(UTC).isoformat(), "data": data}

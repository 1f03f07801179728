"""Rules of webhooks: what is sent, how it is signed, when it is tried again.

Signed by the Standard Webhooks scheme (version 1.0.0), for which libraries exist in most languages.
"""

import asyncio
import base64
import hmac
import json
import logging
import time
from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from uuid import UUID

from audiostudio.jobs import service as jobs
from audiostudio.jobs.service import JobNotFound
from audiostudio.kit.http.errors import Problem
from audiostudio.kit.outbound.post import PostFailed, post
from audiostudio.kit.postgres.database import Database, DatabaseUnavailable
from audiostudio.library.service import AssetLinks
from audiostudio.settings import Settings
from audiostudio.webhooks import repository
from audiostudio.webhooks.repository import Delivery

logger = logging.getLogger(__name__)

_TIMEOUT_S = 15.0
_CONNECT_TIMEOUT_S = 3.0
_LANES = 32
_LANES_OF_A_WORKSPACE = 2
_BREATH_S = 0.5
_LEASE = timedelta(seconds=60)
# After the last one the delivery is given up: about a day and a half after the job's end.
_RETRY_DELAYS_S = (5, 30, 120, 600, 3600, 21_600, 86_400)


def signing_secret(workspace_id: UUID, settings: Settings) -> str:
    """Return the secret with which a workspace verifies what it receives."""
    key = hmac.digest(settings.signing_key, f"webhooks of workspace {workspace_id}".encode(), "sha256")
    return f"whsec_{base64.b64encode(key).decode()}"


def signature(message_id: str, timestamp: int, body: bytes, secret: str) -> str:
    """Return the ``webhook-signature`` header of a message."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    digest = hmac.digest(key, f"{message_id}.{timestamp}.".encode() + body, "sha256")
    return f"v1,{base64.b64encode(digest).decode()}"


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
                    await asyncio.wait_for(self._lane_free.wait(), _BREATH_S)

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
        retry_in = None
        try:
            await _deliver(self._database, self._links, delivery)
            result = "delivered"
        except JobNotFound:
            result = "the job was deleted"
        except (PostFailed, Problem) as error:
            result = str(error)
            if delivery.attempts <= len(_RETRY_DELAYS_S):
                retry_in = timedelta(seconds=_RETRY_DELAYS_S[delivery.attempts - 1])
            logger.info("webhook of job %s, attempt %d: %s", delivery.job_id, delivery.attempts, result)
        with suppress(DatabaseUnavailable):
            async with self._database.session() as session:
                await repository.settle(session, delivery.id, result=result, retry_in=retry_in)


async def _deliver(database: Database, links: AssetLinks, delivery: Delivery) -> None:
    async with database.session(workspace_id=delivery.workspace_id) as session:
        job = await jobs.get_view(session, links, delivery.job_id)
    message = {
        "type": f"job.{job.status.lower()}",
        "timestamp": datetime.now(UTC).isoformat(),
        "data": job.model_dump(mode="json"),
    }
    body = json.dumps(message).encode()
    timestamp, message_id = int(time.time()), str(delivery.id)
    secret = signing_secret(delivery.workspace_id, links.settings)
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "AudioStudio-Webhooks/1",
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signature(message_id, timestamp, body, secret),
    }
    await post(
        delivery.url,
        body,
        headers,
        timeout_s=_TIMEOUT_S,
        connect_timeout_s=_CONNECT_TIMEOUT_S,
        allowed_hosts=links.settings.outbound_allowed_hosts,
    )

"""Rules of webhooks: what is sent, how it is signed, when it is tried again.

Signed by the Standard Webhooks scheme (version 1.0.0), for which libraries exist in most languages.
"""

import asyncio
import base64
import hmac
import json
import logging
import time
from datetime import UTC, datetime, timedelta
from uuid import UUID

from audiostudio.jobs import service as jobs
from audiostudio.jobs.service import JobNotFound
from audiostudio.kit.http.errors import Problem
from audiostudio.kit.outbound.post import PostFailed, post
from audiostudio.kit.postgres.database import Database
from audiostudio.library.service import AssetLinks
from audiostudio.settings import Settings
from audiostudio.webhooks import repository

logger = logging.getLogger(__name__)

_TIMEOUT_S = 15.0
_DELIVERIES_AT_ONCE = 4
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


async def deliver_due(database: Database, links: AssetLinks) -> None:
    """Deliver all that is due; several at a time, so that one dead server does not hold up everybody's messages."""
    async with asyncio.TaskGroup() as group:
        for _ in range(_DELIVERIES_AT_ONCE):
            group.create_task(_deliver_one_after_another(database, links))


async def _deliver_one_after_another(database: Database, links: AssetLinks) -> None:
    while True:
        async with database.session() as session:
            delivery = await repository.claim_due(session, _LEASE)
        if delivery is None:
            return
        delivery_id, workspace_id, job_id, url, attempt = delivery
        retry_in = None
        try:
            await _deliver(database, links, delivery_id, workspace_id, job_id, url)
            result = "delivered"
        except JobNotFound:
            result = "the job was deleted"
        except (PostFailed, Problem) as error:
            result = str(error)
            if attempt <= len(_RETRY_DELAYS_S):
                retry_in = timedelta(seconds=_RETRY_DELAYS_S[attempt - 1])
            logger.info("webhook of job %s, attempt %d: %s", job_id, attempt, result)
        async with database.session() as session:
            await repository.settle(session, delivery_id, result=result, retry_in=retry_in)


async def _deliver(
    database: Database, links: AssetLinks, delivery_id: UUID, workspace_id: UUID, job_id: UUID, url: str
) -> None:
    async with database.session(workspace_id=workspace_id) as session:
        job = await jobs.get_view(session, links, job_id)
    message = {
        "type": f"job.{job.status.lower()}",
        "timestamp": datetime.now(UTC).isoformat(),
        "data": job.model_dump(mode="json"),
    }
    body = json.dumps(message).encode()
    timestamp = int(time.time())
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "AudioStudio-Webhooks/1",
        "webhook-id": str(delivery_id),
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signature(str(delivery_id), timestamp, body, signing_secret(workspace_id, links.settings)),
    }
    await post(url, body, headers, timeout_s=_TIMEOUT_S, allowed_hosts=links.settings.outbound_allowed_hosts)

"""Requests that are repeated safely: a key of the caller's names a request, a fingerprint tells it from others.

The table ``idempotency_keys`` holds what was made under each key. A kind is the name of the table in which that lies;
each workspace has keys of its own for each kind. A write claims its key first, in its own transaction, so that of
requests at once one makes something and the others wait and are told what; one that fails leaves its key free.

A key lives as long as what was made under it: deleting that frees the key, by the trigger ``forget_idempotency_key``. A
further kind needs that trigger on its table; its migration must grant ``studio_owner`` the right to run the function.
"""

import hashlib
import json
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from fastapi import Header
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from audiostudio.kit.http.errors import CleanText, Problem

IdempotencyKey = Annotated[
    CleanText | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=200,
        description="Any text of yours; a request repeated under the same key is charged and worked on once.",
    ),
]

_FIND = text(
    "SELECT resource_id, fingerprint FROM idempotency_keys "
    "WHERE workspace_id = :workspace_id AND kind = :kind AND key = :key"
)
_CLAIM = text(
    "INSERT INTO idempotency_keys (workspace_id, kind, key, fingerprint, resource_id) "
    "VALUES (:workspace_id, :kind, :key, :fingerprint, :resource_id) "
    "ON CONFLICT (workspace_id, kind, key) DO UPDATE SET key = excluded.key RETURNING resource_id, fingerprint"
)


class IdempotencyKeyReused(Problem):
    """The key stands for another request."""

    status = 422
    code = "idempotency_key_reused"
    title = "This Idempotency-Key was used for another request; use a fresh one."


class RequestRepeated(Exception):
    """The same request has made something already; the transaction that finds out is to be given up."""

    def __init__(self, resource_id: UUID) -> None:
        super().__init__(str(resource_id))
        self.resource_id = resource_id


@dataclass(frozen=True)
class RequestKey:
    """The caller's name for a request, and what tells the request from others."""

    text: str
    fingerprint: bytes


def request_key(key: str | None, *parts: Any) -> RequestKey | None:
    """Return the key of a request with what its answer depends on, if the caller gave one."""
    return None if key is None else RequestKey(key, _fingerprint(parts))


def _fingerprint(parts: tuple[Any, ...]) -> bytes:
    # Rows hold it: made otherwise, it would tell a repetition from the request that it repeats.
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).digest()


async def find_made(session: AsyncSession, key: RequestKey, *, workspace_id: UUID, kind: str) -> UUID | None:
    """Return what an earlier request under this key made, if there was one.

    Raises:
        IdempotencyKeyReused: that request was another one.
    """
    row = (await session.execute(_FIND, {"workspace_id": workspace_id, "kind": kind, "key": key.text})).one_or_none()
    return None if row is None else _made(row.resource_id, row.fingerprint, key)


async def claim(
    session: AsyncSession, key: RequestKey | None, *, workspace_id: UUID, kind: str, resource_id: UUID
) -> None:
    """Let a key, if any, stand for what this transaction is about to make; wait for others that claim it.

    Raises:
        RequestRepeated: the same request has made something before.
        IdempotencyKeyReused: the key stands for another request.
    """
    if key is None:
        return
    values = {"workspace_id": workspace_id, "kind": kind, "key": key.text, "resource_id": resource_id}
    row = (await session.execute(_CLAIM, values | {"fingerprint": key.fingerprint})).one()
    if row.resource_id != resource_id:
        raise RequestRepeated(_made(row.resource_id, row.fingerprint, key))


def _made(resource_id: UUID, fingerprint: bytes, key: RequestKey) -> UUID:
    if fingerprint != key.fingerprint:
        raise IdempotencyKeyReused
    return resource_id

"""Requests that are repeated safely: a key of the caller's names a request, a fingerprint tells it from others."""

import hashlib
import json
from typing import Annotated, Any

from fastapi import Header

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


class IdempotencyKeyReused(Problem):
    """The key stands for another request."""

    status = 422
    code = "idempotency_key_reused"
    title = "This Idempotency-Key was used for another request; use a fresh one."


def request_fingerprint(*parts: Any) -> bytes:
    """Return a hash of a request, by which a repetition is told from another request under the same key."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).digest()

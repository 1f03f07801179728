"""Secrets of webhooks and signatures by them: the Standard Webhooks scheme (version 1.0.0), which most languages know.

Secrets are derived from ``SECRET_KEY`` and lie nowhere.
"""

import base64
import hmac
from collections.abc import Iterable
from uuid import UUID

from audiostudio.settings import Settings


def signing_secret(workspace_id: UUID, settings: Settings) -> str:
    """Return the secret with which a workspace verifies what its jobs' own ``webhook_url`` receive."""
    return _derived(f"webhooks of workspace {workspace_id}", settings)


def subscription_secret(subscription_id: UUID, version: int, settings: Settings) -> str:
    """Return the secret of a subscription; each rotation counts its version up."""
    return _derived(f"webhooks of subscription {subscription_id} version {version}", settings)


def signature(message_id: str, timestamp: int, body: bytes, secrets: Iterable[str]) -> str:
    """Return the ``webhook-signature`` header of a message: one signature by each secret that is to verify it."""
    signed = f"{message_id}.{timestamp}.".encode() + body
    digests = [hmac.digest(base64.b64decode(secret.removeprefix("whsec_")), signed, "sha256") for secret in secrets]
    return " ".join(f"v1,{base64.b64encode(digest).decode()}" for digest in digests)


def _derived(purpose: str, settings: Settings) -> str:
    key = hmac.digest(settings.signing_key, purpose.encode(), "sha256")
    return f"whsec_{base64.b64encode(key).decode()}"

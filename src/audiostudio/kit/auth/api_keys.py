"""API keys: how their secrets look, so that people and scanners know one when they see it, and whose one is.

A secret is ``audiostudio_``, 43 characters that stand for 256 random bits, and 6 for the CRC-32 of those 43: whoever
finds such a text in a public place can tell without asking anybody that it is one (as GitHub's tokens do it).
"""

import re
import secrets
import string
import zlib
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import HTTPConnection

from audiostudio.kit.auth.random_tokens import token_hash
from audiostudio.kit.auth.scopes import Role, Scope
from audiostudio.kit.auth.tokens import TOKEN_REFUSED, NotAuthenticated
from audiostudio.kit.http.errors import Problem

PREFIX = "audiostudio_"
SECRET_PATTERN = re.compile(rf"\b{PREFIX}([0-9A-Za-z]{{43}})([0-9A-Za-z]{{6}})\b")
_DIGITS = string.digits + string.ascii_uppercase + string.ascii_lowercase
_RANDOM_DIGITS, _CHECK_DIGITS = 43, 6
_SHOWN_DIGITS = 6

_FIND = text("SELECT key_id, workspace_id, user_id, role, scopes, state FROM find_api_key(:hash)")


class ApiKeyInvalid(NotAuthenticated):
    """No such key was made here, or it was mistyped."""

    code = "api_key_invalid"
    title = "There is no such API key; look whether it was copied whole."


class ApiKeyExpired(NotAuthenticated):
    """The key's time is over, or that which a rotation left it."""

    code = "api_key_expired"
    title = "This API key has expired, or was replaced by a newer one; make another or use that."


class ApiKeyRevoked(NotAuthenticated):
    """The key was revoked, or its maker has left the workspace."""

    code = "api_key_revoked"
    title = "This API key was revoked, or its maker has left the workspace; make another."


class KeyInAddress(Problem):
    """The key stands in the address, which servers, proxies and browsers write down."""

    status = 400
    code = "key_in_address"
    title = (
        "Send keys as 'Authorization: Bearer …', never in an address; rotate this one, for addresses are written down."
    )


class ApiKey(NamedTuple):
    """Whose key a secret is, what its maker is in its workspace, and what it may do."""

    key_id: UUID
    workspace_id: UUID
    user_id: UUID
    role: Role
    scopes: frozenset[Scope]


def new_secret() -> str:
    """Return the secret of a new key, to be shown once."""
    random = _base62(secrets.randbits(256), _RANDOM_DIGITS)
    return f"{PREFIX}{random}{_checksum(random)}"


def is_secret(token: str) -> bool:
    """Return whether a token means to be the secret of a key."""
    return token.startswith(PREFIX)


def beginning_of(secret: str) -> str:
    """Return by what of a secret people may recognise it; what is left would take ages to guess."""
    return secret[: len(PREFIX) + _SHOWN_DIGITS]


async def find_api_key(session: AsyncSession, secret: str) -> ApiKey:
    """Return the key of a secret.

    Raises:
        ApiKeyInvalid, ApiKeyExpired, ApiKeyRevoked: it opens nothing.
    """
    found = (await session.execute(_FIND, {"hash": token_hash(secret)})).one_or_none()
    if found is None:
        raise ApiKeyInvalid(headers=TOKEN_REFUSED)
    if found.state != "valid":
        raise (ApiKeyExpired if found.state == "expired" else ApiKeyRevoked)(headers=TOKEN_REFUSED)
    scopes = frozenset(scope for scope in Scope if scope in found.scopes)
    return ApiKey(found.key_id, found.workspace_id, found.user_id, Role(found.role), scopes)


def require_well_formed(secret: str) -> None:
    """Refuse what cannot be a secret of ours, without asking the database.

    Raises:
        ApiKeyInvalid: its checksum is wrong.
    """
    parts = SECRET_PATTERN.fullmatch(secret)
    if parts is None or _checksum(parts[1]) != parts[2]:
        raise ApiKeyInvalid(headers=TOKEN_REFUSED)


def refuse_keys_in_address(connection: HTTPConnection) -> None:
    """Refuse a request whose query holds the secret of a key, whatever else comes with it.

    Raises:
        KeyInAddress: it does.
    """
    if PREFIX in connection.url.query and any(
        SECRET_PATTERN.search(value) for _, value in connection.query_params.multi_items()
    ):
        raise KeyInAddress


def _checksum(random: str) -> str:
    return _base62(zlib.crc32(random.encode()), _CHECK_DIGITS)


def _base62(number: int, digits: int) -> str:
    text = ""
    for _ in range(digits):
        number, digit = divmod(number, 62)
        text = _DIGITS[digit] + text
    return text

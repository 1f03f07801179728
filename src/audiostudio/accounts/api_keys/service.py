"""Rules of API keys: who makes which, how a secret is replaced, and how a key ends.

A key may what its maker may, as far as its scopes go; that is asked anew with every request, so whoever loses a role or
leaves the workspace takes it from their keys, too.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from audiostudio.accounts.api_keys import repository
from audiostudio.accounts.api_keys.models import ApiKeyRow
from audiostudio.accounts.api_keys.schemas import ApiKeyView, MadeApiKey, NewApiKey, Rotation
from audiostudio.kit.auth.api_keys import beginning_of, new_secret
from audiostudio.kit.auth.random_tokens import token_hash
from audiostudio.kit.auth.scopes import Scope
from audiostudio.kit.auth.subject import Subject
from audiostudio.kit.http.errors import Problem

MOST_KEYS = 100


class ApiKeyNotFound(Problem):
    """There is no such key, or it is another workspace's."""

    status = 404
    code = "api_key_not_found"
    title = "There is no such API key here."


class ApiKeyNeedsMember(Problem):
    """The operator's service stands for nobody who could make a key."""

    status = 403
    code = "api_key_needs_member"
    title = "API keys are made by members of a workspace; the service has its own key, API_KEY."


class ApiKeyNotYours(Problem):
    """Somebody else made the key, or it may more than who asks."""

    status = 403
    code = "api_key_not_yours"
    title = "Only who made a key, and may all that it may, is given a secret of it; owners can revoke it."


class ScopeNotYours(Problem):
    """A key was to do what its maker may not."""

    status = 403
    code = "scope_not_yours"
    title = "A key cannot do what you may not do yourself."


class ExpiryPassed(Problem):
    """The key was to expire before it is made."""

    status = 422
    code = "expiry_passed"
    title = "This time has passed; name a later one, or none."


class TooManyApiKeys(Problem):
    """The workspace has as many keys as it may."""

    status = 409
    code = "too_many_api_keys"
    title = f"A workspace has at most {MOST_KEYS} keys that work; revoke one that is not needed."


async def make(session: AsyncSession, subject: Subject, wanted: NewApiKey) -> MadeApiKey:
    """Make a key and return it with its secret.

    Raises:
        ApiKeyNeedsMember, ScopeNotYours, ExpiryPassed, TooManyApiKeys: there is none.
    """
    if subject.user_id is None:
        raise ApiKeyNeedsMember
    _require_scopes(subject, wanted.scopes)
    if wanted.expires_at is not None and wanted.expires_at <= datetime.now(UTC):
        raise ExpiryPassed
    await repository.lock(session, subject.workspace_id)
    if await repository.count_working(session, subject.workspace_id) >= MOST_KEYS:
        raise TooManyApiKeys
    secret = new_secret()
    row = ApiKeyRow(
        workspace_id=subject.workspace_id,
        user_id=subject.user_id,
        name=wanted.name,
        beginning=beginning_of(secret),
        secret_hash=token_hash(secret),
        scopes=sorted(set(wanted.scopes)),
        expires_at=wanted.expires_at,
    )
    await repository.add(session, row)
    return MadeApiKey(**_view(row).model_dump(), secret=secret)


async def list_all(session: AsyncSession, workspace_id: UUID) -> list[ApiKeyView]:
    """Return a workspace's keys, newest first, revoked ones last."""
    return [_view(row) for row in await repository.list_all(session, workspace_id)]


async def rotate(session: AsyncSession, subject: Subject, key_id: UUID, rotation: Rotation) -> MadeApiKey:
    """Give a key a new secret; the old one works for a while beside it, one that is older still does not.

    Raises:
        ApiKeyNotFound: there is none that works.
        ApiKeyNotYours: somebody else made it, or it may more than the subject.
    """
    row = await _get(session, key_id)
    if row.revoked_at is not None:
        raise ApiKeyNotFound
    if row.user_id != subject.user_id or not subject.scopes.issuperset(row.scopes):
        raise ApiKeyNotYours
    secret = new_secret()
    row.former_hash, row.secret_hash = row.secret_hash, token_hash(secret)
    row.former_until = datetime.now(UTC) + timedelta(hours=rotation.overlap_hours)
    row.beginning = beginning_of(secret)
    await session.flush()
    return MadeApiKey(**_view(row).model_dump(), secret=secret)


async def revoke(session: AsyncSession, subject: Subject, key_id: UUID) -> None:
    """End a key, from the next request on; one that has ended is no error.

    Raises:
        ApiKeyNotFound: there is none.
        ApiKeyNotYours: somebody else made it, and the subject does not manage the workspace.
    """
    row = await _get(session, key_id)
    if row.user_id != subject.user_id and Scope.WORKSPACE_MANAGE not in subject.scopes:
        raise ApiKeyNotYours
    if row.revoked_at is None:
        await repository.revoke(session, key_id)


def _require_scopes(subject: Subject, scopes: Iterable[Scope]) -> None:
    if missing := sorted(set(scopes) - subject.scopes):
        raise ScopeNotYours(f"You do not have {', '.join(missing)}.", allowed={"scopes": sorted(subject.scopes)})


async def _get(session: AsyncSession, key_id: UUID) -> ApiKeyRow:
    row = await repository.get(session, key_id)
    if row is None:
        raise ApiKeyNotFound
    return row


def _view(row: ApiKeyRow) -> ApiKeyView:
    still_works = row.former_until is not None and row.former_until > datetime.now(UTC)
    return ApiKeyView(
        key_id=row.id,
        name=row.name,
        beginning=row.beginning,
        scopes=[scope for scope in Scope if scope in row.scopes],
        user_id=row.user_id,
        expires_at=row.expires_at,
        former_secret_until=row.former_until if still_works else None,
        last_used_at=row.last_used_at,
        revoked_at=row.revoked_at,
        created_at=row.created_at,
    )

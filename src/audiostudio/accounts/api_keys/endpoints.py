"""Routes of API keys: made, listed, given new secrets, revoked."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response
from sqlalchemy.ext.asyncio import AsyncSession

from audiostudio.accounts.api_keys import service
from audiostudio.accounts.api_keys.schemas import ApiKeyView, MadeApiKey, NewApiKey, Rotation
from audiostudio.accounts.api_keys.service import (
    ApiKeyNeedsMember,
    ApiKeyNotFound,
    ApiKeyNotYours,
    ExpiryPassed,
    ScopeNotYours,
    TooManyApiKeys,
)
from audiostudio.kit.auth.scopes import Scope
from audiostudio.kit.auth.subject import Subject, requires, tenant_session
from audiostudio.kit.auth.tokens import NotAuthenticated
from audiostudio.kit.http.errors import responses

KeysManager = Annotated[Subject, requires(Scope.API_KEYS_MANAGE)]
KeysSession = Annotated[AsyncSession, tenant_session(Scope.API_KEYS_MANAGE)]

router = APIRouter(prefix="/api-keys", tags=["api keys"])


@router.get("", responses=responses(NotAuthenticated))
async def list_api_keys(session: KeysSession, subject: KeysManager) -> list[ApiKeyView]:
    """Return the workspace's keys, newest first, revoked ones last."""
    return await service.list_all(session, subject.workspace_id)


@router.post(
    "",
    status_code=201,
    responses=responses(NotAuthenticated, ApiKeyNeedsMember, ScopeNotYours, ExpiryPassed, TooManyApiKeys),
)
async def make_api_key(body: NewApiKey, session: KeysSession, subject: KeysManager) -> MadeApiKey:
    """Make a key that may what you may, as far as its scopes go; its secret is told this once."""
    return await service.make(session, subject, body)


@router.post("/{key_id}/rotate", responses=responses(NotAuthenticated, ApiKeyNotFound, ApiKeyNotYours))
async def rotate_api_key(key_id: UUID, body: Rotation, session: KeysSession, subject: KeysManager) -> MadeApiKey:
    """Give a key of yours a new secret; the old one works beside it for as long as you say."""
    return await service.rotate(session, subject, key_id, body)


@router.delete("/{key_id}", status_code=204, responses=responses(NotAuthenticated, ApiKeyNotFound, ApiKeyNotYours))
async def revoke_api_key(key_id: UUID, session: KeysSession, subject: KeysManager) -> Response:
    """End a key: the next request with it is refused. Owners end anybody's."""
    await service.revoke(session, subject, key_id)
    return Response(status_code=204)

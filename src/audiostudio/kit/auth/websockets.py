"""How WebSockets begin here, where a browser can set no headers: one protocol, who asks, and what they may."""

from typing import Any
from uuid import UUID

from fastapi import Security, WebSocket
from fastapi.security import SecurityScopes

from audiostudio.kit.auth.api_keys import refuse_keys_in_address
from audiostudio.kit.auth.browser_sessions import SESSION_COOKIE, require_own_page
from audiostudio.kit.auth.memberships import WorkspaceNotYours
from audiostudio.kit.auth.scopes import Scope
from audiostudio.kit.auth.subject import AppDatabase, AppSettings, Subject, authenticate_cookie, authenticate_token
from audiostudio.kit.auth.tokens import NotAuthenticated

_PROTOCOL = "audiostudio.v1"
_TOKEN_PREFIX = "bearer."  # noqa: S105 - a prefix, no secret


async def accept(websocket: WebSocket) -> None:
    """Accept the connection, under the product's protocol where the caller offers it."""
    offered = websocket.scope.get("subprotocols", [])
    await websocket.accept(_PROTOCOL if _PROTOCOL in offered else None)


class SocketAuthorization:
    """Authorizes whoever opened a WebSocket, as often as its route asks: a session can end while its socket is open."""

    def __init__(
        self, websocket: WebSocket, required: SecurityScopes, database: AppDatabase, settings: AppSettings
    ) -> None:
        if not required.scopes:
            raise RuntimeError("a WebSocket's route does not say what it requires")
        self._websocket, self._required = websocket, required.scopes
        self._database, self._settings = database, settings
        self._workspace_id: UUID | None = None

    async def check(self) -> Subject:
        """Return the subject: by header, by the subprotocol ``bearer.<token>``, or by a browser's cookie.

        Raises:
            KeyInAddress: the address holds an API key.
            NotAuthenticated: or one of its kinds.
            CrossSiteRequest: there is a cookie only, and a page of another site uses it.
            WorkspaceNotYours: they named a workspace that they are no member of.
            NotPermitted: they may not do this.
        """
        subject = await self._authenticate()
        if self._workspace_id not in (None, subject.workspace_id):  # a browser's session went on to another one
            raise WorkspaceNotYours("The session works in another workspace now; open the connection again.")
        self._workspace_id = subject.workspace_id
        subject.require(*self._required)
        return subject

    async def _authenticate(self) -> Subject:
        refuse_keys_in_address(self._websocket)
        if token := _token(self._websocket):
            return await authenticate_token(self._websocket, token, database=self._database, settings=self._settings)
        if cookie := self._websocket.cookies.get(SESSION_COOKIE):
            require_own_page(self._websocket, self._settings)
            return await authenticate_cookie(self._websocket, cookie, database=self._database)
        raise NotAuthenticated


def socket_requires(*scopes: Scope) -> Any:
    """Require scopes of whoever opens a WebSocket: ``Annotated[SocketAuthorization, socket_requires(...)]``."""
    return Security(SocketAuthorization, scopes=scopes)


def _token(websocket: WebSocket) -> str | None:
    scheme, _, token = websocket.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token:
        return token
    offered: list[str] = websocket.scope.get("subprotocols", [])
    return next((name.removeprefix(_TOKEN_PREFIX) for name in offered if name.startswith(_TOKEN_PREFIX)), None)

"""How WebSockets begin here, where a browser can set no headers: one protocol, and who asks."""

from fastapi import WebSocket

from audiostudio.kit.auth.browser_sessions import SESSION_COOKIE, require_own_page
from audiostudio.kit.auth.subject import Identity, identify, identify_browser
from audiostudio.kit.auth.tokens import NotAuthenticated
from audiostudio.kit.postgres.database import Database
from audiostudio.settings import Settings

_PROTOCOL = "audiostudio.v1"
_TOKEN_PREFIX = "bearer."  # noqa: S105 - a prefix, no secret


async def accept(websocket: WebSocket) -> None:
    """Accept the connection, under the product's protocol where the caller offers it."""
    offered = websocket.scope.get("subprotocols", [])
    await websocket.accept(_PROTOCOL if _PROTOCOL in offered else None)


async def identify_caller(websocket: WebSocket, database: Database, settings: Settings) -> Identity:
    """Return who opened a WebSocket: by header, by the subprotocol ``bearer.<token>``, or by a browser's cookie.

    Raises:
        NotAuthenticated: or one of its kinds.
        CrossSiteRequest: there is a cookie only, and a page of another site uses it.
    """
    if token := _token(websocket):
        return identify(token, settings)
    if cookie := websocket.cookies.get(SESSION_COOKIE):
        require_own_page(websocket, settings)
        return await identify_browser(cookie, database)
    raise NotAuthenticated


def _token(websocket: WebSocket) -> str | None:
    scheme, _, token = websocket.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token:
        return token
    offered: list[str] = websocket.scope.get("subprotocols", [])
    return next((name.removeprefix(_TOKEN_PREFIX) for name in offered if name.startswith(_TOKEN_PREFIX)), None)

"""Headers that keep browsers from misusing an answer: as a page, in a frame, by guessing its type, from a cache."""

from collections.abc import Mapping

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# An answer is data: were it opened as a page, it could load and run nothing. Styles are for pictures in SVG.
API_HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
# The pages that describe the API: scripts and styles of this server's, and the few lines that start them.
DESCRIPTION_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; worker-src 'self' blob:; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
# For a year, as browsers' lists ask; whether names below this one are served by https too is not ours to say.
HSTS = "max-age=31536000"
# They hold tokens, signed addresses, or what is somebody's alone.
_NEVER_KEPT = ("application/json", "application/problem+json", "text/event-stream")


class SecurityHeaders:
    """ASGI middleware that gives answers the headers they have not set themselves.

    ``policies`` holds the content security policies of paths that are pages; all else has that of data. Where the
    server is reached by ``https``, browsers are told to come by nothing else (RFC 6797).
    """

    def __init__(self, app: ASGIApp, *, policies: Mapping[str, str], https: bool) -> None:
        self._app, self._policies = app, policies
        self._headers = dict(API_HEADERS) | {"Strict-Transport-Security": HSTS} if https else API_HEADERS

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and complete the head of its answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def completed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if policy := self._policies.get(scope["path"]):
                    headers.setdefault("Content-Security-Policy", policy)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
                if headers.get("content-type", "").startswith(_NEVER_KEPT) or "set-cookie" in headers:
                    headers.setdefault("Cache-Control", "no-store")
            await send(message)

        await self._app(scope, receive, completed)

"""Bounds what a request may send, before anything tries to hold it in memory."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from audiostudio.kit.http.errors import problem_response

MAX_BODY_BYTES = 1024 * 1024


def is_form(scope: Scope) -> bool:
    """Return whether a request's body is a form with files."""
    return any(name == b"content-type" and value.startswith(b"multipart/form-data") for name, value in scope["headers"])


class _TooLarge(Exception):
    pass


class BodyLimit:
    """ASGI middleware that answers bodies of more than a mebibyte with 413, save on paths that count for themselves.

    Of ``unlimited_paths``, those that end with a slash stand for all below them; on ``unlimited_forms`` only forms with
    files count for themselves.
    """

    def __init__(self, app: ASGIApp, *, unlimited_paths: tuple[str, ...], unlimited_forms: tuple[str, ...]) -> None:
        self._app = app
        self._unlimited_forms = unlimited_forms
        self._unlimited_paths = tuple(path for path in unlimited_paths if not path.endswith("/"))
        self._unlimited_below = tuple(path for path in unlimited_paths if path.endswith("/"))

    def _counts_for_itself(self, scope: Scope) -> bool:
        path: str = scope["path"]
        if path in self._unlimited_forms and is_form(scope):
            return True
        return path in self._unlimited_paths or path.startswith(self._unlimited_below)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, counting its body."""
        if scope["type"] != "http" or self._counts_for_itself(scope):
            await self._app(scope, receive, send)
            return
        received = 0
        started = False

        async def counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > MAX_BODY_BYTES:
                raise _TooLarge
            return message

        async def noted(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, counted, noted)
        except _TooLarge:
            if started:
                raise
            answer = problem_response(
                status=413,
                code="body_too_large",
                title="Body too large",
                detail=f"A body of up to {MAX_BODY_BYTES} bytes is read here.",
                extra={},
                headers={"Connection": "close"},
            )
            await answer(scope, receive, send)

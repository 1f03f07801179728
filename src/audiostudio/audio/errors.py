"""The errors of sounds, engines and tools: each has a code that never changes, and knows no HTTP."""

from typing import Any


class CodedError(Exception):
    """What was asked cannot be done, with a stable code and a sentence that says what would work.

    The base of every error that engines and tools raise on purpose: jobs keep its code, ``app.py`` gives each class
    its HTTP status.

    Attributes:
        code: one of the snake_case codes listed in ``docs/reference/errors.md``.
        detail: one sentence for the person who asked.
        allowed: what would have been accepted, where that can be listed.
    """

    code: str

    def __init__(self, code: str, detail: str, *, allowed: dict[str, Any] | None = None) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail
        self.allowed = allowed


class AudioError(CodedError):
    """A sound that cannot be used (``audio_undecodable``, ``audio_silent``, ...)."""

"""How a sound comes in: streamed to disk within its limits, then inspected in a process that may die."""

import asyncio
import hashlib
from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from fastapi import Request
from python_multipart.multipart import parse_options_header
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from audiostudio.audio.codecs import AudioFacts
from audiostudio.audio.errors import AudioError
from audiostudio.kit.children import ChildDied, ChildPool, ChildTimeout
from audiostudio.kit.errors import Problem
from audiostudio.settings import Settings
from audiostudio.tools.tiers import LIMITS, Tier

_INSPECTION_TIMEOUT_S = 60.0
_FORM_OVERHEAD_BYTES = 1024 * 1024  # the other fields and the boundaries
_COPY_BYTES = 1024 * 1024
_DISCARD_BYTES = 256 * 1024 * 1024
_DISCARD_TIMEOUT_S = 60.0


class BodyTooLarge(Problem):
    """The file is larger than the tier allows."""

    status = 413
    code = "body_too_large"
    title = "The file is larger than your tier allows."


class NotAForm(Problem):
    """The body is not multipart/form-data."""

    status = 415
    code = "form_expected"
    title = "Send the file as multipart/form-data."


class FormBroken(Problem):
    """The body claims to be a form and is none."""

    status = 400
    code = "form_broken"
    title = "The form cannot be read."


class FileMissing(Problem):
    """There is no file in the form."""

    status = 422
    code = "file_field_missing"
    title = "Send the sound in the form's field 'file'."


@dataclass(frozen=True)
class Form:
    """A form as it was sent: text fields, and where its file lies."""

    fields: dict[str, str]
    file_name: str
    file_path: Path


def max_upload_bytes(settings: Settings, tier: Tier) -> int:
    """Return the largest file a tier may send."""
    return min(LIMITS[tier].max_file_size_bytes, settings.max_file_size_mb * 1024 * 1024)


async def read_form(request: Request, folder: Path, *, max_bytes: int) -> Form:
    """Read a form with one file, never taking in more than ``max_bytes`` of it.

    Raises:
        BodyTooLarge, NotAForm, FormBroken, FileMissing: nothing is left on disk.
    """
    content_type, options = parse_options_header(request.headers.get("content-type", ""))
    if content_type != b"multipart/form-data":
        raise NotAForm
    if b"boundary" not in options:
        raise FormBroken("The form's boundary is missing.")
    limit = max_bytes + _FORM_OVERHEAD_BYTES
    claimed = request.headers.get("content-length", "")
    if claimed.isdigit() and int(claimed) > limit:
        raise await _refuse_rest(request.stream(), max_bytes)
    parser = MultiPartParser(request.headers, _limited(request, limit, max_bytes), max_files=1, max_fields=20)
    try:
        form = await parser.parse()
    except MultiPartException as error:
        raise FormBroken(f"The form cannot be read: {error.message}") from None
    except (ValueError, LookupError, AssertionError, KeyError):
        raise FormBroken from None
    try:
        fields = {key: value for key, value in form.multi_items() if isinstance(value, str)}
        file = form.get("file")
        if not isinstance(file, UploadFile):
            raise FileMissing
        if (file.size or 0) > max_bytes:
            raise _too_large(max_bytes)
        path = folder / uuid4().hex
        await asyncio.to_thread(_copy, file, path)
        return Form(fields, file.filename or "audio", path)
    finally:
        await form.close()


async def inspect(inspectors: ChildPool, path: Path, *, max_duration_s: float) -> AudioFacts:
    """Look at a file in a child process, which hostile content may crash without harm.

    Raises:
        AudioError: the file is not a sound that the product works on.
    """
    try:
        facts: AudioFacts = await inspectors.run(
            "audiostudio.tools.running:inspect_upload",
            path,
            max_duration_s,
            timeout_s=_INSPECTION_TIMEOUT_S,
        )
    except (ChildDied, ChildTimeout, MemoryError):
        raise AudioError("audio_undecodable", "The file cannot be decoded as sound.") from None
    return facts


async def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""

    def digest() -> str:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    return await asyncio.to_thread(digest)


def _too_large(max_bytes: int) -> BodyTooLarge:
    return BodyTooLarge(
        f"Files of up to {max_bytes // (1024 * 1024)} MB are accepted.",
        max_bytes=max_bytes,
    )


async def _limited(request: Request, limit: int, max_bytes: int) -> AsyncGenerator[bytes, None]:
    received = 0
    body = request.stream()
    async for chunk in body:
        received += len(chunk)
        if received > limit:
            raise await _refuse_rest(body, max_bytes)
        yield chunk


async def _refuse_rest(body: AsyncIterator[bytes], max_bytes: int) -> BodyTooLarge:
    """Return the refusal once the rest of the body was thrown away: many clients read no answer before they sent all.

    A body without end is cut off instead, with its connection.
    """
    refusal = _too_large(max_bytes)
    discarded = 0
    try:
        async with asyncio.timeout(_DISCARD_TIMEOUT_S):
            async for chunk in body:
                discarded += len(chunk)
                if discarded > _DISCARD_BYTES:
                    refusal.headers["Connection"] = "close"
                    break
    except TimeoutError:
        refusal.headers["Connection"] = "close"
    return refusal


def _copy(source: Any, path: Path) -> None:
    source.file.seek(0)
    with path.open("wb") as target:
        while piece := source.file.read(_COPY_BYTES):
            target.write(piece)

"""Reads forms with files, streamed to disk within their limits."""

import asyncio
import hashlib
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from fastapi import Request
from python_multipart.multipart import parse_options_header
from starlette.datastructures import Headers, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from audiostudio.kit.http.errors import Problem
from audiostudio.kit.http.text_door import require_clean

_MAX_FILES = 24
_MAX_FIELDS = 20
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


@dataclass(frozen=True)
class SentFile:
    """A file of a form, where it lies now, and the name it was sent under."""

    path: Path
    name: str


@dataclass(frozen=True)
class Form:
    """A form as it was sent: text fields, sounds to work on, sounds that the result is to resemble."""

    fields: dict[str, str]
    files: list[SentFile]
    references: list[SentFile]


async def read_form(request: Request, folder: Path, *, max_bytes: int) -> Form:
    """Read a form of files of up to ``max_bytes`` each, never taking in more.

    Raises:
        BodyTooLarge, NotAForm, FormBroken: nothing is left on disk.
        RequestValidationError: a field's text cannot be kept; names of files are made safe where they are used.
    """
    content_type, options = parse_options_header(request.headers.get("content-type", ""))
    if content_type != b"multipart/form-data":
        raise NotAForm
    if b"boundary" not in options:
        raise FormBroken("The form's boundary is missing.")
    body = request.stream()
    parser = _SizedParser(request.headers, body, max_file_bytes=max_bytes)
    try:
        form = await parser.parse()
    except _FileTooLarge:
        headers = {} if await discard(body) else {"Connection": "close"}
        megabytes = max_bytes // (1024 * 1024)
        raise BodyTooLarge(
            f"Files of up to {megabytes} MB are accepted.", headers=headers, max_bytes=max_bytes
        ) from None
    except MultiPartException as error:
        raise FormBroken(f"The form cannot be read: {error.message}") from None
    except (ValueError, LookupError, AssertionError):
        raise FormBroken from None
    try:
        fields = {key: value for key, value in form.multi_items() if isinstance(value, str)}
        require_clean(fields, "body")
        files = await _write(form.getlist("file"), folder)
        references = await _write(form.getlist("reference"), folder)
    finally:
        await form.close()
    return Form(fields, files, references)


async def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""

    def digest() -> str:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    return await asyncio.to_thread(digest)


class _FileTooLarge(Exception):
    pass


class _SizedParser(MultiPartParser):
    """Starlette's parser, which by itself would take in files of any size."""

    def __init__(self, headers: Headers, stream: AsyncGenerator[bytes, None], *, max_file_bytes: int) -> None:
        super().__init__(headers, stream, max_files=_MAX_FILES, max_fields=_MAX_FIELDS)
        self._max_file_bytes = max_file_bytes
        self._part_bytes = 0

    def on_part_begin(self) -> None:
        self._part_bytes = 0
        super().on_part_begin()

    def on_part_data(self, data: bytes, start: int, end: int) -> None:
        self._part_bytes += end - start
        if self._part_bytes > self._max_file_bytes:
            raise _FileTooLarge
        super().on_part_data(data, start, end)


async def _write(sent: Sequence[UploadFile | str], folder: Path) -> list[SentFile]:
    written = []
    for file in sent:
        if isinstance(file, UploadFile):
            path = folder / uuid4().hex
            await asyncio.to_thread(_copy, file, path)
            written.append(SentFile(path, file.filename or "audio"))
    return written


async def discard(body: AsyncIterator[bytes]) -> bool:
    """Throw a body away: many clients read no answer before they have sent all.

    Returns:
        Whether it ended; a body without end is to be cut off with its connection.
    """
    discarded = 0
    try:
        async with asyncio.timeout(_DISCARD_TIMEOUT_S):
            async for chunk in body:
                discarded += len(chunk)
                if discarded > _DISCARD_BYTES:
                    return False
    except TimeoutError:
        return False
    return True


def _copy(source: Any, path: Path) -> None:
    source.file.seek(0)
    with path.open("wb") as target:
        while piece := source.file.read(_COPY_BYTES):
            target.write(piece)

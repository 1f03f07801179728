"""How a sound comes in: streamed to disk within its limits, then inspected in a process that may die."""

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

from audiostudio.accounts.plans import Plan
from audiostudio.audio.codecs import AudioFacts
from audiostudio.audio.errors import AudioError
from audiostudio.kit.http.errors import Problem
from audiostudio.kit.outbound.fetch import fetch_to_file
from audiostudio.kit.processes.pool import ChildDied, ChildPool, ChildTimeout
from audiostudio.settings import Settings
from audiostudio.tools.base import Tool
from audiostudio.tools.inspection import ItemFacts
from audiostudio.uploads.service import max_upload_bytes

_INSPECTION_TIMEOUT_S = 60.0
_DECODING_TIMEOUT_S = 300.0
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


class FileMissing(Problem):
    """The tool needs a sound, and there is none."""

    status = 422
    code = "file_field_missing"
    title = "The tool needs a sound: send one in the form's field 'file', or name one of the library."


class TooManyFiles(Problem):
    """The tool takes fewer files."""

    status = 422
    code = "too_many_files"
    title = "The tool takes fewer files."


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
        files = await _keep(form.getlist("file"), folder)
        references = await _keep(form.getlist("reference"), folder)
    finally:
        await form.close()
    return Form(fields, files, references)


def check_file_counts(tool: Tool[Any], *, files: int, references: int) -> None:
    """Refuse more files than the tool takes, and none where it needs one.

    Raises:
        FileMissing: there is none.
        TooManyFiles: with what is allowed.
    """
    if not files and tool.max_files:
        raise FileMissing
    if files > tool.max_files or references > tool.max_references:
        raise TooManyFiles(
            f"{tool.title} takes up to {tool.max_files} 'file' and {tool.max_references} 'reference'.",
            allowed={"file": tool.max_files, "reference": tool.max_references},
        )


async def fetch(url: str, folder: Path, settings: Settings, plan: Plan) -> SentFile:
    """Download a sound that a caller named by its address.

    Raises:
        Problem: one of ``FETCH_PROBLEMS``; nothing is left on disk.
    """
    path = folder / uuid4().hex
    fetched = await fetch_to_file(
        url,
        path,
        max_bytes=max_upload_bytes(settings, plan),
        timeout_s=settings.fetch_timeout_s,
        allowed_hosts=settings.outbound_allowed_hosts,
    )
    return SentFile(path, fetched.file_name)


async def inspect(inspectors: ChildPool, path: Path, *, max_duration_s: float) -> AudioFacts:
    """Look at a file in a child process, which hostile content may crash without harm.

    Raises:
        AudioError: the file is not a sound that the product works on.
    """
    try:
        facts: AudioFacts = await inspectors.run(
            "audiostudio.tools.runner:inspect_upload",
            path,
            max_duration_s,
            timeout_s=_INSPECTION_TIMEOUT_S,
        )
    except (ChildDied, ChildTimeout, MemoryError):
        raise AudioError("audio_undecodable", "The file cannot be decoded as sound.") from None
    return facts


async def inspect_item(inspectors: ChildPool, path: Path, *, max_duration_s: float) -> ItemFacts:
    """Look, in a child process, at a file that is to lie in the library.

    Raises:
        AudioError: it is neither a sound nor a MIDI file nor text.
    """
    try:
        facts: ItemFacts = await inspectors.run(
            "audiostudio.tools.inspection:inspect_item", path, max_duration_s, timeout_s=_DECODING_TIMEOUT_S
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


async def _keep(sent: Sequence[UploadFile | str], folder: Path) -> list[SentFile]:
    kept = []
    for file in sent:
        if isinstance(file, UploadFile):
            path = folder / uuid4().hex
            await asyncio.to_thread(_copy, file, path)
            kept.append(SentFile(path, file.filename or "audio"))
    return kept


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

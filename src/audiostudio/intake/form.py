"""Reads forms with files, streamed to disk within their limits."""

import asyncio
import hashlib
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from python_multipart.multipart import parse_options_header
from starlette.datastructures import Headers
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect

from audiostudio.kit.http.errors import Problem
from audiostudio.kit.http.text_door import require_clean
from audiostudio.storage.backend import storage_errors

_MAX_FIELDS = 20
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


CheckCounts = Callable[[dict[str, str], int, int], None]
"""Raises where a form holds too much, given the fields before, and how many 'file' and 'reference' there are now."""


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


async def read_form(
    headers: Headers,
    body: AsyncGenerator[bytes, None],
    folder: Path,
    *,
    max_bytes: int,
    check_counts: CheckCounts,
    on_written: Callable[[int], None],
) -> Form:
    """Read a form of files of up to ``max_bytes`` each, written to ``folder`` as they arrive and nowhere else.

    Args:
        headers: of the request.
        body: of the request.
        folder: where the files go; the caller throws it away, whatever comes of them.
        max_bytes: of each file.
        check_counts: raises where the form holds more files than are wanted, before the first byte of such a one.
        on_written: is told the size of each piece that is about to be written, and raises where there is no room.

    Raises:
        BodyTooLarge, NotAForm, FormBroken, StorageUnavailable: or what the two functions raise.
        RequestValidationError: a field's text cannot be kept; names of files are made safe where they are used.
    """
    content_type, options = parse_options_header(headers.get("content-type", ""))
    if content_type != b"multipart/form-data":
        raise NotAForm
    if b"boundary" not in options:
        raise FormBroken("The form's boundary is missing.")
    parser = _FileParser(
        headers,
        body,
        folder=folder,
        max_file_bytes=max_bytes,
        check_counts=check_counts,
        on_written=on_written,
    )
    try:
        with storage_errors(str(folder)):
            form = await parser.parse()
    except ClientDisconnect:
        raise
    except MultiPartException as error:
        raise FormBroken(f"The form cannot be read: {error.message}") from None
    except (ValueError, LookupError, AssertionError):
        raise FormBroken from None
    finally:
        parser.close()
    fields = {key: value for key, value in form.multi_items() if isinstance(value, str)}
    require_clean(fields, "body")
    return Form(fields, parser.sent["file"], parser.sent["reference"])


@asynccontextmanager
async def discarding(body: AsyncIterator[bytes]) -> AsyncIterator[None]:
    """Throw the rest of a body away where the block refuses it: many clients read no answer before its end."""
    try:
        yield
    except Problem as problem:
        if not await discard(body):
            problem.headers["Connection"] = "close"
        raise


async def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""

    def digest() -> str:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    return await asyncio.to_thread(digest)


class _FileParser(MultiPartParser):
    """Starlette's parser, which by itself would take in any number of files of any size, into the system's folder."""

    def __init__(
        self,
        headers: Headers,
        stream: AsyncGenerator[bytes, None],
        *,
        folder: Path,
        max_file_bytes: int,
        check_counts: CheckCounts,
        on_written: Callable[[int], None],
    ) -> None:
        super().__init__(headers, stream, max_fields=_MAX_FIELDS)
        self.sent: dict[str, list[SentFile]] = {"file": [], "reference": []}
        self._folder, self._max_file_bytes = folder, max_file_bytes
        self._check_counts, self._on_written = check_counts, on_written
        self._part_bytes = 0

    def close(self) -> None:
        """Close the files; they stay."""
        for file in self._files_to_close_on_error:
            file.close()

    def on_part_begin(self) -> None:
        self._part_bytes = 0
        super().on_part_begin()

    def on_headers_finished(self) -> None:
        super().on_headers_finished()
        part = self._current_part
        if part.file is None or part.field_name not in self.sent:
            return
        sent = SentFile(self._folder / uuid4().hex, part.file.filename or "audio")
        self.sent[part.field_name].append(sent)
        fields = {name: value for name, value in self.items if isinstance(value, str)}
        self._check_counts(fields, len(self.sent["file"]), len(self.sent["reference"]))
        part.file.file = sent.path.open("xb")
        self._files_to_close_on_error[-1] = part.file.file  # type: ignore[call-overload]

    def on_part_data(self, data: bytes, start: int, end: int) -> None:
        part = self._current_part
        if part.file is None:
            super().on_part_data(data, start, end)
            return
        self._part_bytes += end - start
        if self._part_bytes > self._max_file_bytes:
            megabytes = self._max_file_bytes // (1024 * 1024)
            raise BodyTooLarge(f"Files of up to {megabytes} MB are accepted.", max_bytes=self._max_file_bytes)
        if part.field_name in self.sent:  # no other file is wanted
            self._on_written(end - start)
            super().on_part_data(data, start, end)


async def discard(body: AsyncIterator[bytes]) -> bool:
    """Throw a body away.

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

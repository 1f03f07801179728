"""Takes in the bytes of an upload: in parts on disk, each kept for good before the next begins."""

import asyncio
import base64
import binascii
import hashlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Protocol

from starlette.requests import ClientDisconnect

from audiostudio.uploads.errors import ChecksumInvalid, ChecksumMismatch, UploadOverrun

PART_BYTES = 8 * 2**20  # what comes in and what is being stored: a crash takes no more than two away

_WRITE_BYTES = 2**20
_LONGEST_SILENCE_S = 60.0


class _Digest(Protocol):
    def update(self, data: bytes, /) -> None: ...

    def digest(self) -> bytes: ...


class Checksum:
    """What the bytes of one request must come to."""

    ALGORITHMS = ("sha1", "sha256")

    def __init__(self, header: str) -> None:
        """Read the header ``Upload-Checksum``.

        Raises:
            ChecksumInvalid: its kind is not known, or it cannot be read.
        """
        algorithm, _, encoded = header.partition(" ")
        if algorithm not in self.ALGORITHMS:
            raise ChecksumInvalid
        self._digest: _Digest = hashlib.new(algorithm, usedforsecurity=False)
        try:
            self._expected = base64.b64decode(encoded, validate=True)
        except binascii.Error:
            raise ChecksumInvalid from None

    def update(self, data: bytes) -> None:
        """Count further bytes."""
        self._digest.update(data)

    def verify(self) -> None:
        """Accept the bytes.

        Raises:
            ChecksumMismatch: they are others.
        """
        if self._digest.digest() != self._expected:
            raise ChecksumMismatch


class Incoming:
    """The body of a request, cut into parts of at most ``PART_BYTES``.

    ``interrupted`` tells afterwards whether the sender went away, or fell silent, before the body's end; what had
    arrived was a part all the same.
    """

    def __init__(self, body: AsyncIterator[bytes], draft: Path, *, most_bytes: int, checksum: Checksum | None) -> None:
        self._body = body
        self._draft = draft
        self._left_bytes = most_bytes
        self._checksum = checksum
        self.interrupted = False

    async def parts(self) -> AsyncIterator[int]:
        """Write one part after the other to ``draft`` and yield the size of each, in bytes.

        Raises:
            UploadOverrun: more comes than there is room for.
        """
        while True:
            size, ended = await self._next_part()
            if size:
                yield size
            if ended:
                return

    async def _next_part(self) -> tuple[int, bool]:
        size, waiting = 0, bytearray()
        file = await asyncio.to_thread(self._draft.open, "wb")
        with file:
            while size < PART_BYTES and (chunk := await self._next_chunk()) is not None:
                size += len(chunk)
                waiting += chunk
                if len(waiting) >= _WRITE_BYTES:
                    await asyncio.to_thread(file.write, waiting)
                    waiting = bytearray()
            await asyncio.to_thread(file.write, waiting)
        return size, size < PART_BYTES

    async def _next_chunk(self) -> bytes | None:
        try:
            async with asyncio.timeout(_LONGEST_SILENCE_S):
                chunk = await anext(self._body, None)
        except (ClientDisconnect, TimeoutError):
            self.interrupted = True
            return None
        if chunk is not None:
            self._left_bytes -= len(chunk)
            if self._left_bytes < 0:
                raise UploadOverrun
            if self._checksum:
                self._checksum.update(chunk)
        return chunk

"""Finds where one encoded sound ends in a file and another begins.

Broadcasts recorded to Ogg are chains of links, and ``cat a.mp3 b.mp3`` is how people join files. Each part has a
beginning to be primed and an end to be cut of its own, so each is decoded as if it were a file.
"""

import mmap
import re
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import BinaryIO

from audiostudio.audio.codecs.mpeg_frames import id3_tag_bytes, mpeg_frame_bytes, same_mpeg_stream
from audiostudio.audio.codecs.sniffing import FLAC, MP3, OGG, Container

_MOST_PARTS = 500
# Of what is looked at one by one; an hour of sound has some ten thousand pages of Ogg.
_MOST_PAGES = 1_000_000
_MOST_CANDIDATES, _MOST_TAGS = 10_000, 20
_PAGE = struct.Struct("<4sBBqIIIB")
_FIRST_PAGE, _LAST_PAGE = 2, 4
_SOUND_HEADERS = (b"\x01vorbis", b"OpusHead", b"\x7fFLAC", b"Speex   ")
# The header frame that encoders write first: its name stands behind the frame's header and side information.
_MP3_HEADER_NAMES = re.compile(rb"Xing|Info|VBRI")
_MP3_NAME_OFFSETS = (36, 21, 13)
_STREAMINFO = b"fLaC\x00\x00\x00\x22"
_LARGEST_ID3_BYTES = 1 << 24


@dataclass(frozen=True)
class Part:
    """A stretch of a file that is an encoded sound of its own.

    Attributes:
        start: its first byte.
        end: the byte behind its last.
        is_closed: whether it ends as its format demands; ``True`` where the format demands nothing.
        has_gaps: whether pages are missing in it.
        states_length: whether it says how long it is, as far as that is known here.
    """

    start: int
    end: int
    is_closed: bool = True
    has_gaps: bool = False
    states_length: bool = True


def find_parts(file: BinaryIO, kind: Container, size_bytes: int) -> list[Part]:
    """Return the parts of a sound file in their order: one, but for joined Ogg, MP3 and FLAC files."""
    finders: dict[Container, Callable[[mmap.mmap], Iterator[Part]]] = {OGG: _ogg_links, MP3: _mp3s, FLAC: _flacs}
    if kind not in finders or not size_bytes:
        return [Part(0, size_bytes)]
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        parts = list(finders[kind](content))
    return parts if 0 < len(parts) <= _MOST_PARTS else [Part(0, size_bytes)]


def _between(starts: list[int], size_bytes: int) -> Iterator[Part]:
    for start, end in zip([0, *starts], [*starts, size_bytes], strict=True):
        yield Part(start, end)


def _flacs(content: mmap.mmap) -> Iterator[Part]:
    first = content.find(_STREAMINFO)
    starts: list[int] = []
    at = content.find(_STREAMINFO, first + 1) if first >= 0 else -1
    while at >= 0 and len(starts) < _MOST_PARTS:
        starts.append(at)
        at = content.find(_STREAMINFO, at + 1)
    yield from _between(starts, len(content))


def _mp3s(content: mmap.mmap) -> Iterator[Part]:
    first = 0
    while tag_bytes := id3_tag_bytes(content[first : first + 10]):
        first += tag_bytes
    starts: list[int] = []
    for found in islice(_MP3_HEADER_NAMES.finditer(content, first), _MOST_CANDIDATES):
        frames = (found.start() - offset for offset in _MP3_NAME_OFFSETS)
        at = next((at for at in frames if at >= first and _is_frame_before_another(content, at)), None)
        if at is not None:
            starts.append(_start_of_tag_before(content, at))
        if len(starts) > _MOST_PARTS:
            break
    states_length = bool(starts) and not (starts[0] > first and mpeg_frame_bytes(content[first : first + 4]))
    if states_length:
        starts.pop(0)  # it is the file's own beginning
    first_part, *others = _between(starts, len(content))
    yield replace(first_part, states_length=states_length)
    yield from others


def _is_frame_before_another(content: mmap.mmap, at: int) -> bool:
    header = content[at : at + 4]
    following = at + mpeg_frame_bytes(header)
    return following > at and same_mpeg_stream(header, content[following : following + 4].ljust(4, b"\0"))


def _start_of_tag_before(content: mmap.mmap, at: int) -> int:
    """Return where the ID3 tag begins that ends at ``at``, or ``at``."""
    tag = at
    for _ in range(_MOST_TAGS):
        tag = content.rfind(b"ID3", max(0, at - _LARGEST_ID3_BYTES), tag)
        if tag < 0 or tag + id3_tag_bytes(content[tag : tag + 10]) == at:
            break
    return at if tag < 0 or tag + id3_tag_bytes(content[tag : tag + 10]) != at else tag


@dataclass
class _Link:
    """A link of a chain while its pages go by."""

    start: int
    sound: int | None = None  # serial number of the stream of sound
    next_page: int | None = None
    pages: int = 0
    is_open: bool = True
    has_gaps: bool = False
    has_begun: bool = False  # whether a page that begins no stream was seen

    def see(self, flags: int, serial: int, number: int, payload: bytes) -> None:
        if flags & _FIRST_PAGE:
            if self.sound is None and payload.startswith(_SOUND_HEADERS):
                self.sound = serial
        else:
            self.has_begun = True
        if serial != self.sound:
            return
        # Recordings of broadcasts have the first pages of the stream, then those since the recording began.
        self.has_gaps |= self.pages > 3 and number != self.next_page
        self.next_page, self.pages = number + 1, self.pages + 1
        self.is_open &= not flags & _LAST_PAGE

    def until(self, end: int) -> Part:
        return Part(self.start, end, is_closed=not self.is_open or self.sound is None, has_gaps=self.has_gaps)


def _ogg_links(content: mmap.mmap) -> Iterator[Part]:
    """Follow the pages (RFC 3533): streams that begin together are one link, and more after those the next."""
    link, at = _Link(0), content.find(b"OggS")
    for _ in range(_MOST_PAGES):
        if at < 0 or at + _PAGE.size > len(content):
            break
        magic, _, flags, _, serial, number, _, segments = _PAGE.unpack_from(content, at)
        if magic != b"OggS":
            at = content.find(b"OggS", at)
            link.has_gaps = True
            continue
        body = at + _PAGE.size + segments
        if flags & _FIRST_PAGE and link.has_begun:
            yield link.until(at)
            link = _Link(at)
        link.see(flags, serial, number, content[body : body + 8])
        at = body + sum(content[at + _PAGE.size : body])
    yield link.until(len(content))

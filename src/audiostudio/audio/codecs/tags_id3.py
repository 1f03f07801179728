"""ID3v2.4 tags, which MP3 opens with and which WAV and AIFF carry in a chunk of their own (id3.org, 2000)."""

import struct
from collections.abc import Iterator
from pathlib import Path

from audiostudio.audio.codecs.covers import Cover

_UTF8 = b"\x03"
_TEXT_FRAMES = {
    "title": "TIT2",
    "artist": "TPE1",
    "album": "TALB",
    "album_artist": "TPE2",
    "composer": "TCOM",
    "genre": "TCON",
    "track": "TRCK",
    "disc": "TPOS",
    "date": "TDRC",
    "copyright": "TCOP",
    "publisher": "TPUB",
    "isrc": "TSRC",
    "bpm": "TBPM",
    "grouping": "TIT1",
    "performer": "TPE3",
}


def id3_tag(tags: dict[str, str], cover: Cover | None) -> bytes:
    """Return a whole ID3v2.4 tag; names without a frame of their own become TXXX frames."""
    frames = b"".join(_frames(tags, cover))
    return b"ID3\x04\x00\x00" + _synchsafe(len(frames)) + frames


def _frames(tags: dict[str, str], cover: Cover | None) -> Iterator[bytes]:
    for name, value in tags.items():
        text = value.encode()
        if name in _TEXT_FRAMES:
            yield _frame(_TEXT_FRAMES[name], _UTF8 + text)
        elif name in ("comment", "lyrics"):
            yield _frame("COMM" if name == "comment" else "USLT", _UTF8 + b"XXX\0" + text)
        else:
            yield _frame("TXXX", _UTF8 + name.encode() + b"\0" + text)
    if cover is not None:
        yield _frame("APIC", _UTF8 + cover.media_type.encode() + b"\0\x03\0" + cover.data)  # 3: front cover


def _frame(name: str, body: bytes) -> bytes:
    return name.encode() + _synchsafe(len(body)) + b"\0\0" + body


def _synchsafe(size: int) -> bytes:
    return bytes(size >> shift & 0x7F for shift in (21, 14, 7, 0))


def append_id3_chunk(path: Path, tags: dict[str, str], cover: Cover | None) -> None:
    """Append a tag to a finished WAV, RF64 or AIFF file as its last chunk."""
    tag = id3_tag(tags, cover)
    with path.open("r+b") as file:
        kind = file.read(4)
        order = ">" if kind == b"FORM" else "<"
        name = b"ID3 " if kind == b"FORM" else b"id3 "
        end = file.seek(0, 2)
        file.write(b"\0" * (end & 1) + name + struct.pack(f"{order}I", len(tag)) + tag + b"\0" * (len(tag) & 1))
        size = file.tell() - 8
        if kind == b"RF64":  # its sizes are 64 bits wide, in the ds64 chunk that follows the header
            file.seek(20)
            file.write(struct.pack("<Q", size))
        else:
            file.seek(4)
            file.write(struct.pack(f"{order}I", size))

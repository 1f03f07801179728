"""Tells what a file is from its bytes, so that a decoder is chosen here and never guessed by a library or a name."""

from dataclasses import dataclass
from typing import BinaryIO

from audiostudio.audio.codecs.mpeg_frames import (
    adts_frame_bytes,
    id3_tag_bytes,
    mpeg_frame_bytes,
    same_adts_stream,
    same_mpeg_stream,
)
from audiostudio.audio.codecs.unread_formats import name_of_unread
from audiostudio.audio.errors import AudioError

ACCEPTED = "WAV, FLAC, AIFF, MP3, M4A, Ogg, Opus or WebM"
_SCAN_BYTES = 64 * 1024
_MOST_TAGS = 1000
_FRAMES_IN_A_ROW = 4


@dataclass(frozen=True)
class Container:
    """What kind of file it is.

    Attributes:
        name: the format's usual name.
        demuxer: FFmpeg's name for its reader.
        media_type: MIME type.
        is_exact: whether its header counts the frames exactly, unless its writer left that open.
    """

    name: str
    demuxer: str
    media_type: str
    is_exact: bool = False


WAV = Container("WAV", "wav", "audio/wav", is_exact=True)
W64 = Container("W64", "w64", "audio/x-w64", is_exact=True)
AIFF = Container("AIFF", "aiff", "audio/aiff", is_exact=True)
FLAC = Container("FLAC", "flac", "audio/flac", is_exact=True)
CAF = Container("CAF", "caf", "audio/x-caf", is_exact=True)
AU = Container("AU", "au", "audio/basic", is_exact=True)
MP3 = Container("MP3", "mp3", "audio/mpeg")
ADTS = Container("ADTS", "aac", "audio/aac")
OGG = Container("OGG", "ogg", "audio/ogg")
MP4 = Container("MP4", "mov", "audio/mp4")
MATROSKA = Container("Matroska", "matroska", "audio/x-matroska")
WEBM = Container("WebM", "matroska", "audio/webm")
ASF = Container("ASF", "asf", "audio/x-ms-wma")
WAVPACK = Container("WavPack", "wv", "audio/x-wavpack", is_exact=True)
APE = Container("APE", "ape", "audio/x-ape", is_exact=True)
TTA = Container("TTA", "tta", "audio/x-tta", is_exact=True)
AMR = Container("AMR", "amr", "audio/amr")

DEMUXERS = sorted(
    {c.demuxer for c in (WAV, W64, AIFF, FLAC, CAF, AU, MP3, ADTS, OGG, MP4, MATROSKA, ASF, WAVPACK, APE, TTA, AMR)}
)

_MAGIC = (
    (b"fLaC", FLAC),
    (b"OggS", OGG),
    (b"riff\x2e\x91\xcf\x11\xa5\xd6\x28\xdb\x04\xc1\x00\x00", W64),
    (b"caff\x00\x01", CAF),
    (b".snd", AU),
    (b"dns.", AU),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11\xa6\xd9\x00\xaa\x00\x62\xce\x6c", ASF),
    (b"wvpk", WAVPACK),
    (b"MAC ", APE),
    (b"TTA1", TTA),
    (b"#!AMR", AMR),
)
_MP4_BOXES = (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot")


def sniff(file: BinaryIO) -> tuple[Container, int]:
    """Return what kind of sound file ``file`` is, judged by its content alone, and where it begins behind ID3 tags.

    Raises:
        AudioError: ``audio_empty`` for no bytes at all, ``audio_undecodable`` for anything that is not read, by its
            name where it is known.
    """
    start = _end_of_id3_tags(file)
    file.seek(start)
    head = file.read(_SCAN_BYTES)
    if not head and not start:
        raise AudioError("audio_empty", "The file is empty.")
    container = _by_magic(head)
    if container is not None:
        return container, start
    name = name_of_unread(head)
    container = None if name else _by_frames(head)
    if container is None:
        what = f"This is {name}, which is not read" if name else "This is not a sound file that can be read"
        raise AudioError("audio_undecodable", f"{what}; send {ACCEPTED}.")
    return container, start


def _by_magic(head: bytes) -> Container | None:
    if head[:4] in (b"RIFF", b"RIFX", b"RF64", b"BW64") and head[8:12] == b"WAVE":
        return WAV
    if head[:4] == b"FORM" and head[8:12] in (b"AIFF", b"AIFC"):
        return AIFF
    if head[4:8] in _MP4_BOXES:
        return MP4
    if head[:4] == b"\x1a\x45\xdf\xa3":
        return WEBM if b"webm" in head[:64] else MATROSKA
    return next((container for magic, container in _MAGIC if head.startswith(magic)), None)


def _by_frames(head: bytes) -> Container | None:
    """Find MPEG audio or ADTS, which have no signature: some frames alike, each starting where the last one ended.

    A few may be all there is, but then the file ends where the last one does.
    """
    is_whole = len(head) < _SCAN_BYTES
    offset = head.find(b"\xff")
    while 0 <= offset <= len(head) - 4:
        for container, frame_bytes, alike in (
            (MP3, mpeg_frame_bytes, same_mpeg_stream),
            (ADTS, adts_frame_bytes, same_adts_stream),
        ):
            first, position, chained = head[offset : offset + 4], offset, 0
            while chained < _FRAMES_IN_A_ROW and (length := frame_bytes(head[position : position + 6])):
                if not alike(first, head[position : position + 4]):
                    break
                position, chained = position + length, chained + 1
            if chained == _FRAMES_IN_A_ROW or (chained and is_whole and offset == 0 and position >= len(head)):
                return container
        offset = head.find(b"\xff", offset + 1)
    return None


def _end_of_id3_tags(file: BinaryIO) -> int:
    offset = 0
    for _ in range(_MOST_TAGS):
        file.seek(offset)
        size_bytes = id3_tag_bytes(file.read(10))
        if not size_bytes:
            break
        offset += size_bytes
    return offset

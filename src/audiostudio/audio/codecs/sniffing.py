"""Tells what a file is from its bytes, so that a decoder is chosen here and never guessed by a library or a name."""

import struct
from dataclasses import dataclass
from typing import BinaryIO

from audiostudio.audio.errors import AudioError

_SCAN_BYTES = 64 * 1024
_MOST_CHUNKS = 1000
_MPEG_BITRATES_KBPS = {
    # (is MPEG-1, layer): bit rates by index 1..14
    (True, 1): (32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448),
    (True, 2): (32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384),
    (True, 3): (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (False, 1): (32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256),
    (False, 2): (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
    (False, 3): (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_MPEG_RATES_HZ = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}


@dataclass(frozen=True)
class Container:
    """What kind of file it is.

    Attributes:
        name: the format's usual name.
        demuxer: FFmpeg's name for its reader.
        media_type: MIME type.
        is_exact: whether its header counts the frames exactly.
    """

    name: str
    demuxer: str
    media_type: str
    is_exact: bool = False


WAV = Container("WAV", "wav", "audio/wav", is_exact=True)
W64 = Container("W64", "w64", "audio/x-w64", is_exact=True)
AIFF = Container("AIFF", "aiff", "audio/aiff", is_exact=True)
FLAC = Container("FLAC", "flac", "audio/flac", is_exact=True)
CAF = Container("CAF", "caf", "audio/x-caf")
AU = Container("AU", "au", "audio/basic")
MP3 = Container("MP3", "mp3", "audio/mpeg")
ADTS = Container("ADTS", "aac", "audio/aac")
OGG = Container("OGG", "ogg", "audio/ogg")
MP4 = Container("MP4", "mov", "audio/mp4")
MATROSKA = Container("Matroska", "matroska", "audio/x-matroska")
WEBM = Container("WebM", "matroska", "audio/webm")
ASF = Container("ASF", "asf", "audio/x-ms-wma")
WAVPACK = Container("WavPack", "wv", "audio/x-wavpack")
APE = Container("APE", "ape", "audio/x-ape")
TTA = Container("TTA", "tta", "audio/x-tta")
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
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11\xa6\xd9\x00\xaa\x00\x62\xce\x6c", ASF),
    (b"wvpk", WAVPACK),
    (b"MAC ", APE),
    (b"TTA1", TTA),
    (b"#!AMR", AMR),
)
_MP4_BOXES = (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot")


def sniff(file: BinaryIO) -> Container:
    """Return what kind of sound file ``file`` is, judged by its content alone.

    Raises:
        AudioError: ``audio_empty`` for no bytes at all, ``audio_undecodable`` for anything that is not sound.
    """
    start = _end_of_id3_tags(file)
    file.seek(start)
    head = file.read(_SCAN_BYTES)
    if not head and not start:
        raise AudioError("audio_empty", "The file is empty.")
    container = _by_magic(head) or _by_frames(head)
    if container is None:
        raise AudioError(
            "audio_undecodable",
            "This is not a sound file that can be read; send WAV, FLAC, AIFF, MP3, M4A, Ogg, Opus or WebM.",
        )
    return container


def _by_magic(head: bytes) -> Container | None:
    if head[:4] in (b"RIFF", b"RF64", b"BW64") and head[8:12] == b"WAVE":
        return WAV
    if head[:4] == b"FORM" and head[8:12] in (b"AIFF", b"AIFC"):
        return AIFF
    if head[4:8] in _MP4_BOXES:
        return MP4
    if head[:4] == b"\x1a\x45\xdf\xa3":
        return WEBM if b"webm" in head[:64] else MATROSKA
    return next((container for magic, container in _MAGIC if head.startswith(magic)), None)


def _by_frames(head: bytes) -> Container | None:
    """Find MPEG audio or ADTS, which have no signature: three frames, each starting where the last one ended."""
    offset = head.find(b"\xff")
    while 0 <= offset <= len(head) - 4:
        for container, frame_length in ((MP3, _mpeg_frame_bytes), (ADTS, _adts_frame_bytes)):
            position, chained = offset, 0
            while chained < 3 and (length := frame_length(head[position : position + 6])):
                position, chained = position + length, chained + 1
            if chained == 3 or (chained and position >= len(head)):
                return container
        offset = head.find(b"\xff", offset + 1)
    return None


def _mpeg_frame_bytes(header: bytes) -> int:
    """Return the length of an MPEG audio frame, 0 where ``header`` starts none (free format is not recognised)."""
    if len(header) < 4 or header[0] != 0xFF or header[1] & 0xE0 != 0xE0:
        return 0
    version, layer = header[1] >> 3 & 3, 4 - (header[1] >> 1 & 3)
    bitrate_index, rate_index, padding = header[2] >> 4, header[2] >> 2 & 3, header[2] >> 1 & 1
    if version == 1 or layer == 4 or not 1 <= bitrate_index <= 14 or rate_index == 3:
        return 0
    bits_per_s = _MPEG_BITRATES_KBPS[version == 3, layer][bitrate_index - 1] * 1000
    rate_hz = _MPEG_RATES_HZ[version][rate_index]
    if layer == 1:
        return (12 * bits_per_s // rate_hz + padding) * 4
    samples = 1152 if layer == 2 or version == 3 else 576
    return samples // 8 * bits_per_s // rate_hz + padding


def _adts_frame_bytes(header: bytes) -> int:
    """Return the length of an ADTS frame, 0 where ``header`` starts none."""
    if len(header) < 6 or header[0] != 0xFF or header[1] & 0xF6 != 0xF0 or header[2] >> 2 & 15 > 12:
        return 0
    length = (header[3] & 3) << 11 | header[4] << 3 | header[5] >> 5
    return length if length > 7 else 0


def _end_of_id3_tags(file: BinaryIO) -> int:
    offset = 0
    for _ in range(_MOST_CHUNKS):
        file.seek(offset)
        header = file.read(10)
        if len(header) < 10 or header[:3] != b"ID3":
            break
        size = 0
        for byte in header[6:10]:
            size = size << 7 | byte & 0x7F
        offset += 10 + size + (10 if header[5] & 0x10 else 0)
    return offset


@dataclass(frozen=True)
class WavHeader:
    """What a WAV file says of itself, beside the bytes that are there.

    Attributes:
        channels: as claimed, 0 included.
        sample_rate_hz: as claimed, 0 included.
        frame_bytes: bytes of one frame of uncompressed sound; 0 where the sound is compressed.
        claimed_bytes: size of the sound; ``None`` where the writer left it open (a stream).
        present_bytes: bytes that follow the data chunk's header.
    """

    channels: int
    sample_rate_hz: int
    frame_bytes: int
    claimed_bytes: int | None
    present_bytes: int

    @property
    def frames(self) -> int | None:
        """Frames that are really there, ``None`` for compressed sound."""
        if not self.frame_bytes:
            return None
        claimed = self.present_bytes if self.claimed_bytes is None else self.claimed_bytes
        return min(claimed, self.present_bytes) // self.frame_bytes


_UNCOMPRESSED_WAV_TAGS = (0x0001, 0x0003, 0x0006, 0x0007, 0xFFFE)  # PCM, float, A-law, mu-law, extensible


def read_wav_header(file: BinaryIO, size_bytes: int) -> WavHeader:
    """Read the chunks of a WAV, RF64 or BW64 file up to its sound.

    Raises:
        AudioError: ``audio_undecodable`` where there is no sound, or chunks without end before it.
    """
    offset, long_size = _end_of_id3_tags(file) + 12, 0
    fmt: tuple[int, int, int, int, int] | None = None
    for _ in range(_MOST_CHUNKS):
        file.seek(offset)
        name, size = struct.unpack("<4sI", file.read(8).ljust(8, b"\0"))
        if name == b"ds64":
            _, long_size = struct.unpack("<QQ", file.read(16).ljust(16, b"\0"))
        elif name == b"fmt ":
            fmt = struct.unpack("<HHIIH", file.read(14).ljust(14, b"\0"))
        elif name == b"data" and fmt is not None:
            tag, channels, sample_rate_hz, _, block_bytes = fmt
            claimed: int | None = size
            if size == 0xFFFFFFFF and long_size:
                claimed = long_size
            elif size == 0 or 0x7FFFF000 <= size <= 0x7FFFFFFF or size >= 0xFFFFF000:
                claimed = None  # what writers leave that cannot seek back: the sound runs to the file's end
            frame_bytes = block_bytes if tag in _UNCOMPRESSED_WAV_TAGS else 0
            return WavHeader(channels, sample_rate_hz, frame_bytes, claimed, size_bytes - offset - 8)
        offset += 8 + size + (size & 1)
        if offset + 8 > size_bytes:
            break
    raise AudioError("audio_undecodable", "The file looks like WAV but holds no sound.")

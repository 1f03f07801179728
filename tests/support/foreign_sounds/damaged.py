"""Headers that writers get wrong, files joined and cut: read to the sample, remarked on, or refused by name."""

import struct
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from tests.support.foreign_sounds.recipe import (
    Decode,
    Make,
    Recipe,
    Sound,
    Workshop,
    as_stored,
    by_program,
    command,
    ffmpeg,
    original,
)

_PCM_GUID = bytes.fromhex("0100000000001000800000aa00389b71")
_RATE_HZ, _CHANNELS = 44_100, 2


def damaged() -> Iterator[Recipe]:
    """Yield the recipes."""
    yield from _odd_headers()
    yield from _odd_chunks()
    yield from _joined()
    yield from _cut()
    yield from _changed()
    yield from _films()


def _steps(bits: int) -> np.ndarray:
    sound = as_stored(_RATE_HZ, _CHANNELS, f"PCM_{bits}")
    return np.ascontiguousarray(sound.T * 2.0 ** (bits - 1)).astype("<i4")


_S16 = _steps(16).astype("<i2").tobytes()
_S24 = _steps(24).view(np.uint8).reshape(-1, 4)[:, :3].tobytes()
_S24_IN_32 = (_steps(24) << 8).tobytes()
_FLOAT_24 = _steps(24).astype("<f4").tobytes()


def _fmt(bits: int, block_bytes: int, *, tag: int = 1, bytes_per_s: int | None = None, more: bytes = b"") -> bytes:
    rate = _RATE_HZ * block_bytes if bytes_per_s is None else bytes_per_s
    return struct.pack("<HHIIHH", tag, _CHANNELS, _RATE_HZ, rate, block_bytes, bits) + more


def _extensible(bits: int, valid_bits: int) -> bytes:
    return _fmt(bits, bits // 8 * _CHANNELS, tag=0xFFFE, more=struct.pack("<HHI", 22, valid_bits, 3) + _PCM_GUID)


def _chunk(name: bytes, content: bytes, *, pad: bool = True) -> bytes:
    return struct.pack("<4sI", name, len(content)) + content + b"\0" * (pad and len(content) % 2)


def _wav(*chunks: bytes, magic: bytes = b"RIFF", riff_bytes: int | None = None) -> bytes:
    body = b"".join(chunks)
    size = len(body) + 4 if riff_bytes is None else riff_bytes
    return magic + struct.pack("<I", size) + b"WAVE" + body


def _saved(content: bytes) -> Make:
    def save(workshop: Workshop, path: Path) -> None:
        path.write_bytes(content)

    return save


def _odd_headers() -> Iterator[Recipe]:
    depth_24 = original(subtype="PCM_24")
    for name, fmt, data, reference in (
        ("extensible, 24 valid bits in 32", _extensible(32, 24), _S24_IN_32, depth_24),
        ("24 bits in blocks of 4 bytes", _fmt(24, 8), _S24_IN_32, depth_24),
        ("24-bit floats of Cool Edit", _fmt(24, 8), _FLOAT_24, depth_24),
        ("20 valid bits in 24", _extensible(24, 20), _S24, depth_24),
        ("block of one channel", _fmt(16, 2), _S16, original()),
        ("block of 0", _fmt(16, 0, bytes_per_s=_RATE_HZ * 4), _S16, original()),
        ("block of 1", _fmt(16, 1), _S16, original()),
        ("block too large", _fmt(16, 8, bytes_per_s=_RATE_HZ * 4), _S16, original()),
        ("24-bit block too large", _fmt(24, 8, bytes_per_s=_RATE_HZ * 6), _S24, depth_24),
        ("12 bits in 16", _fmt(12, 4), _S16, original()),
        ("format of 18 bytes", _fmt(16, 4, more=b"\0\0"), _S16, original()),
        ("byte rate of 0", _fmt(16, 4, bytes_per_s=0), _S16, original()),
    ):
        content = _wav(_chunk(b"fmt ", fmt), _chunk(b"data", data))
        yield Recipe(f"{name}.wav", "WAV", "wrong or unusual format", "by hand", _saved(content), reference)


def _odd_chunks() -> Iterator[Recipe]:
    fmt, data = _chunk(b"fmt ", _fmt(16, 4)), _chunk(b"data", _S16)
    odd = b"INFO" + _chunk(b"INAM", b"A song of odd length\0", pad=False)
    zero_ds64 = _chunk(b"ds64", bytes(28))
    for name, content in (
        ("LIST after data", _wav(fmt, data, _chunk(b"LIST", odd))),
        ("odd LIST", _wav(fmt, _chunk(b"LIST", odd), data)),
        ("odd LIST without padding", _wav(fmt, _chunk(b"LIST", odd, pad=False), data)),
        ("bext and JUNK", _wav(_chunk(b"JUNK", bytes(28)), _chunk(b"bext", bytes(603)), fmt, data)),
        ("size of 0", _wav(fmt, struct.pack("<4sI", b"data", 0), _S16)),
        ("size of -1", _wav(fmt, struct.pack("<4sI", b"data", 0xFFFFFFFF), _S16, riff_bytes=0xFFFFFFFF)),
        ("size of 2 GB", _wav(fmt, struct.pack("<4sI", b"data", 0x7FFFF000), _S16, riff_bytes=0x7FFFF024)),
        (
            "RF64 with ds64 of zeros",
            _wav(zero_ds64, fmt, struct.pack("<4sI", b"data", 0xFFFFFFFF), _S16, magic=b"RF64"),
        ),
        ("ID3 before RIFF", b"ID3\x04\0\0\0\0\0\x10" + bytes(16) + _wav(fmt, data)),
        ("ID3v1 at the end", _wav(fmt, data) + b"TAG" + b"song".ljust(125, b"\0")),
        ("zeros at the end", _wav(fmt, data) + bytes(40_000)),
    ):
        yield Recipe(f"{name}.wav", "WAV", "odd chunks and sizes", "by hand", _saved(content), original())
    stale = _wav(fmt, struct.pack("<4sI", b"data", 26_460), _S16, riff_bytes=26_496)
    first: Decode = lambda path: original()(path)[:, :6_615]  # noqa: E731
    yield Recipe(
        "stale size.wav", "WAV", "odd chunks and sizes", "by hand", _saved(stale), first, code="audio_continues"
    )
    twice = _wav(fmt, data) * 2
    yield Recipe("joined.wav", "WAV", "joined", "by hand", _saved(twice), original(), code="audio_continues")


def _in_a_row(*makes: Make) -> Make:
    def make(workshop: Workshop, path: Path) -> None:
        pieces = []
        for number, one in enumerate(makes):
            piece = path.with_name(f"{number} of {path.name}")
            one(workshop, piece)
            pieces.append(piece.read_bytes())
        path.write_bytes(b"".join(pieces))

    return make


def _each_alone(times: int, decode: Callable[[Path], Sound]) -> Decode:
    def decode_all(path: Path) -> Sound:
        return np.concatenate([decode(path.with_name(f"{number} of {path.name}")) for number in range(times)], axis=1)

    return decode_all


def _joined() -> Iterator[Recipe]:
    oggdec = by_program("oggdec", "-Q", "-b", "16", "-o", "-", "{}")
    opusdec = by_program("opusdec", "--quiet", "--float", "--rate", "48000", "--force-wav", "{}", "-")
    lame = by_program("lame", "--quiet", "--decode", "{}", "-")
    vorbis = command("oggenc", "-Q", "-s", "1", "IN", "-o", "OUT")
    other_vorbis = command("oggenc", "-Q", "-s", "2", "-q", "6", "IN", "-o", "OUT")
    opus, other_opus = (command("opusenc", "--quiet", "--serial", n, "IN", "OUT", rate_hz=48_000) for n in ("1", "2"))
    mp3 = command("lame", "--quiet", "IN", "OUT")
    tagged = command("lame", "--quiet", "-V", "4", "--tt", "Title", "--add-id3v2", "IN", "OUT")
    flac = command("flac", "-s", "-f", "IN", "-o", "OUT")
    oga = command("flac", "-s", "-f", "--ogg", "--serial-number=1", "IN", "-o", "OUT")
    for name, container, makes, decode in (
        ("two.ogg", "Ogg Vorbis", (vorbis, other_vorbis), oggdec),
        ("three.ogg", "Ogg Vorbis", (vorbis, other_vorbis, vorbis), oggdec),
        ("two.opus", "Ogg Opus", (opus, other_opus), opusdec),
        ("two.mp3", "MP3", (mp3, mp3), lame),
        ("three tagged.mp3", "MP3", (mp3, tagged, tagged), lame),
    ):
        make, reference = _in_a_row(*makes), _each_alone(len(makes), decode)
        yield Recipe(
            name, container, "joined", "cat", make, reference, "lossy", "audio_joined", f"{len(makes)} recordings"
        )
    for ending, container in (("aiff", "AIFF"), ("au", "AU"), ("wv", "WavPack")):
        twice = _in_a_row(ffmpeg(), ffmpeg())
        yield Recipe(f"two.{ending}", container, "joined", "cat", twice, original(), code="audio_continues")
    for name, container, one in (("two.flac", "FLAC", flac), ("two.oga", "Ogg FLAC", oga)):
        make = _in_a_row(one, one)
        yield Recipe(
            name, container, "joined", "cat", make, original(times=2), code="audio_joined", says="2 recordings"
        )
    faster = command("oggenc", "-Q", "-s", "3", "IN", "-o", "OUT", rate_hz=48_000, channels=1)
    for name, container, makes in (
        ("other rate.ogg", "Ogg Vorbis", (vorbis, faster)),
        ("other rate.mp3", "MP3", (mp3, command("lame", "--quiet", "IN", "OUT", rate_hz=48_000))),
        ("other rate.flac", "FLAC", (flac, command("flac", "-s", "-f", "IN", "-o", "OUT", rate_hz=48_000))),
    ):
        make = _in_a_row(*makes)
        yield Recipe(
            name, container, "joined, of other rates", "cat", make, None, "refused", "audio_corrupt", "changes"
        )


def _cut_after(share: float, make: Make) -> Make:
    def cut(workshop: Workshop, path: Path) -> None:
        make(workshop, path)
        content = path.read_bytes()
        path.write_bytes(content[: int(len(content) * share)])

    return cut


def _cut() -> Iterator[Recipe]:
    small_blocks = command("wavpack", "-q", "-y", "--blocksize=2048", "IN", "-o", "OUT")
    for ending, container, make in (
        ("wav", "WAV", ffmpeg()),
        ("w64", "W64", ffmpeg()),
        ("aiff", "AIFF", ffmpeg()),
        ("au", "AU", ffmpeg()),
        ("caf", "CAF", ffmpeg("-c:a", "pcm_s24be")),
        ("flac", "FLAC", ffmpeg()),
    ):
        cut = _cut_after(0.7, make)
        yield Recipe(f"cut.{ending}", container, "cut", "head", cut, None, "refused", "audio_truncated", "announces")
    for ending, container, make in (("wv", "WavPack", small_blocks), ("tta", "TTA", ffmpeg())):
        cut = _cut_after(0.7, make)
        yield Recipe(f"cut.{ending}", container, "cut", "head", cut, None, "refused", "audio_corrupt", "damaged")
    pages = ("-page_duration", "50000")
    for name, container, make in (
        ("cut.ogg", "Ogg Vorbis", ffmpeg("-c:a", "libvorbis", *pages)),
        ("cut.opus", "Ogg Opus", ffmpeg("-c:a", "libopus", *pages, rate_hz=48_000)),
        ("cut.mp3", "MP3", command("lame", "--quiet", "IN", "OUT")),
        ("cut.m4a", "MP4", ffmpeg("-c:a", "aac", "-movflags", "faststart")),
        ("cut.mkv", "Matroska", ffmpeg("-c:a", "flac")),
        ("cut.webm", "WebM", ffmpeg("-c:a", "libopus")),
    ):
        cut = _cut_after(0.7 if container.startswith("Ogg") else 0.4, make)
        yield Recipe(name, container, "cut", "head", cut, None, "read", "audio_cut_short")


def _with_byte(position: float, make: Make) -> Make:
    def change(workshop: Workshop, path: Path) -> None:
        make(workshop, path)
        content = bytearray(path.read_bytes())
        content[int(len(content) * position) if position < 1 else int(position)] ^= 0x10
        path.write_bytes(content)

    return change


def _changed() -> Iterator[Recipe]:
    flac = command("flac", "-s", "-f", "IN", "-o", "OUT")
    other_md5 = _with_byte(30, flac)
    remark = "audio_checksum_failed"
    yield Recipe("other md5.flac", "FLAC", "changed", "by hand", other_md5, original(), code=remark, says="MD5")
    # A private bit in the sixth frame, of 384 bytes each: it changes the checksum and no sample.
    mp3 = command("lame", "--quiet", "-p", "-b", "128", "IN", "OUT", rate_hz=48_000)
    side_info = _with_byte(5 * 384 + 7, mp3)
    yield Recipe("other crc.mp3", "MP3", "changed", "by hand", side_info, None, "read", remark, "CRC")
    for name, container, make, code in (
        ("changed.flac", "FLAC", flac, "audio_corrupt"),
        ("changed.wv", "WavPack", command("wavpack", "-q", "-y", "IN", "-o", "OUT"), "audio_corrupt"),
        ("changed.tta", "TTA", ffmpeg(), "audio_corrupt"),
    ):
        broken = _with_byte(0.6, make)
        yield Recipe(name, container, "changed", "by hand", broken, None, "refused", code)
    pages = ("-page_duration", "50000")
    for name, container, make in (
        ("changed.ogg", "Ogg Vorbis", ffmpeg("-c:a", "libvorbis", *pages)),
        ("changed.opus", "Ogg Opus", ffmpeg("-c:a", "libopus", *pages, rate_hz=48_000)),
    ):
        broken = _with_byte(0.6, make)
        yield Recipe(name, container, "changed", "by hand", broken, None, "read", "audio_partly_damaged")
    ogg_flac = _with_byte(0.6, ffmpeg("-c:a", "flac", *pages))
    yield Recipe("changed.oga", "Ogg FLAC", "changed", "by hand", ogg_flac, None, "read", "audio_cut_short")


def _films() -> Iterator[Recipe]:
    def two_tracks(workshop: Workshop, path: Path) -> None:
        one, other = workshop.source(), workshop.source(48_000, 1)
        flags = ("-disposition:a:0", "0", "-disposition:a:1", "default", "-c:a", "flac", "-strict", "-2")
        workshop.run("ffmpeg", "-v", "error", "-y", "-i", one, "-i", other, "-map", "0:a", "-map", "1:a", *flags, path)

    def film(workshop: Workshop, path: Path) -> None:
        picture = ("-f", "lavfi", "-i", "testsrc=d=1:s=64x48:r=25")
        sound = ("-itsoffset", "0.5", "-i", workshop.source())
        workshop.run("ffmpeg", "-v", "error", "-y", *picture, *sound, "-c:v", "mpeg4", "-c:a", "alac", path)

    default = original(48_000, 1)
    for ending, container in (("mkv", "Matroska"), ("mp4", "MP4")):
        yield Recipe(
            f"two tracks.{ending}",
            container,
            "two tracks",
            "FFmpeg",
            two_tracks,
            default,
            code="audio_track_chosen",
            says="number 2",
        )

    def late(path: Path) -> Sound:
        return np.pad(original()(path), ((0, 0), (22_050, 0)))

    for ending, container in (("mkv", "Matroska"), ("mov", "MOV")):
        yield Recipe(
            f"late.{ending}",
            container,
            "film whose sound is late",
            "FFmpeg",
            film,
            late,
            code="audio_delayed",
            says="0.50 s",
        )

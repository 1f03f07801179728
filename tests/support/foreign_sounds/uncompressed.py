"""PCM in every container that holds it, as libsndfile, sox and FFmpeg write it, to files and into pipes."""

from collections.abc import Iterator
from pathlib import Path

import soundfile

from tests.support.foreign_sounds.recipe import (
    Decode,
    Make,
    Recipe,
    Workshop,
    by_ffmpeg,
    by_libsndfile,
    by_sox,
    command,
    ffmpeg,
    original,
    pipe,
)

_SNDFILE = {
    "WAV": ("PCM_U8", "PCM_16", "PCM_24", "PCM_32", "FLOAT", "DOUBLE", "ULAW", "ALAW"),
    "WAVEX": ("PCM_U8", "PCM_16", "PCM_24", "PCM_32", "FLOAT", "DOUBLE", "ULAW", "ALAW"),
    "RF64": ("PCM_U8", "PCM_16", "PCM_24", "PCM_32", "FLOAT", "DOUBLE", "ULAW"),
    "W64": ("PCM_U8", "PCM_16", "PCM_24", "PCM_32", "FLOAT", "DOUBLE", "ALAW"),
    "AIFF": ("PCM_S8", "PCM_U8", "PCM_16", "PCM_24", "PCM_32", "FLOAT", "DOUBLE", "ULAW", "ALAW"),
    "AU": ("PCM_S8", "PCM_16", "PCM_24", "PCM_32", "FLOAT", "DOUBLE", "ULAW", "ALAW"),
    "CAF": ("PCM_S8", "PCM_16", "PCM_24", "PCM_32", "FLOAT", "DOUBLE", "ULAW", "ALAW"),
}
_ENDIANS = (
    ("WAV", "BIG", ("PCM_16", "PCM_24", "PCM_32", "FLOAT", "DOUBLE")),
    ("AIFF", "LITTLE", ("PCM_16", "PCM_24", "PCM_32")),
    ("CAF", "LITTLE", ("PCM_16", "PCM_24", "FLOAT")),
    ("AU", "LITTLE", ("PCM_16", "PCM_24", "DOUBLE")),
)
_CALLED = {"WAVEX": "WAV, extensible", "RF64": "RF64"}
_RATES_HZ = (8_000, 11_025, 16_000, 22_050, 32_000, 48_000, 88_200, 96_000, 176_400, 192_000)
_DEPTHS = {8: "PCM_U8", 16: "PCM_16", 24: "PCM_24", 32: "PCM_32"}


def uncompressed() -> Iterator[Recipe]:
    """Yield the recipes."""
    yield from _by_libsndfile()
    yield from _by_sox()
    yield from _by_ffmpeg()
    yield from _piped()


def _sndfile(container: str, subtype: str, endian: str = "FILE", channels: int = 2, rate_hz: int = 44_100) -> Make:
    def make(workshop: Workshop, path: Path) -> None:
        sound, _ = soundfile.read(workshop.source(rate_hz, channels, "FLOAT"), always_2d=True)
        soundfile.write(path, sound, rate_hz, subtype=subtype, endian=endian, format=container)

    return make


def _by_libsndfile() -> Iterator[Recipe]:
    for container, subtypes in _SNDFILE.items():
        for number, subtype in enumerate(subtypes):
            channels = (2, 1, 6)[number % 3]
            name = f"sndfile-{subtype.lower()}-{channels}.{container.lower()}"
            make = _sndfile(container, subtype, channels=channels)
            yield Recipe(name, _CALLED.get(container, container), subtype, "libsndfile", make, by_libsndfile)
    for container, endian, subtypes in _ENDIANS:
        called = "WAV, big-endian (RIFX)" if container == "WAV" else f"{container}, {endian.lower()}-endian"
        for subtype in subtypes:
            name = f"sndfile-{subtype.lower()}-{endian.lower()}.{container.lower()}"
            yield Recipe(name, called, subtype, "libsndfile", _sndfile(container, subtype, endian), by_libsndfile)
    for rate_hz in _RATES_HZ:
        name, make = f"sndfile-{rate_hz}.wav", _sndfile("WAV", "PCM_24", channels=1, rate_hz=rate_hz)
        yield Recipe(name, "WAV", "PCM_24", "libsndfile", make, by_libsndfile)
    for channels in (3, 4, 5, 7, 8):
        name, make = f"sndfile-{channels}-channels.wav", _sndfile("WAVEX", "PCM_16", channels=channels)
        yield Recipe(name, "WAV, extensible", "PCM_16", "libsndfile", make, by_libsndfile)


def _by_sox() -> Iterator[Recipe]:
    for ending, called in (("wav", "WAV"), ("aiff", "AIFF"), ("au", "AU"), ("w64", "W64"), ("caf", "CAF")):
        for bits in (8, 16, 24, 32):
            if (ending, bits) == ("caf", 8):
                continue
            sign = "unsigned" if (ending, bits) in (("wav", 8), ("w64", 8)) else "signed"
            make = command("sox", "-D", "IN", "-e", sign, "-b", str(bits), "OUT", subtype="PCM_24")
            yield Recipe(f"sox-{bits}.{ending}", called, f"{bits} bits", "sox", make, by_sox)
    for encoding, bits in (("floating-point", 32), ("floating-point", 64), ("mu-law", 8), ("a-law", 8)):
        make = command("sox", "-D", "IN", "-e", encoding, "-b", str(bits), "OUT", subtype="PCM_24")
        yield Recipe(f"sox-{encoding}-{bits}.wav", "WAV", f"{encoding} {bits}", "sox", make, by_libsndfile)
    big = command("sox", "-D", "IN", "-B", "-b", "24", "OUT", subtype="PCM_24")
    yield Recipe("sox-rifx.wav", "WAV, big-endian (RIFX)", "24 bits", "sox", big, original(subtype="PCM_24"))
    little = command("sox", "-D", "IN", "-t", "aifc", "-b", "16", "OUT")
    yield Recipe("sox.aifc", "AIFF", "16 bits", "sox", little, original())


def _by_ffmpeg() -> Iterator[Recipe]:
    pcm = {
        "wav": ("WAV", ("u8", "s16le", "s24le", "s32le", "f32le", "f64le", "alaw", "mulaw")),
        "w64": ("W64", ("s16le", "s24le", "f32le")),
        "aiff": ("AIFF", ("s8", "s16be", "s24be", "s32be", "f32be", "f64be", "s16le", "alaw", "mulaw")),
        "au": ("AU", ("s8", "s16be", "s24be", "s32be", "f32be", "f64be", "alaw", "mulaw")),
        "caf": ("CAF", ("s16be", "s16le", "s24be", "s24le", "s32be", "f32le", "f64be")),
        "mov": ("MOV", ("s16be", "s24be", "s16le", "s32le", "f32le")),
        "mkv": ("Matroska", ("s16le", "s24le", "f32le")),
    }
    for ending, (called, codecs) in pcm.items():
        for number, codec in enumerate(codecs):
            channels = (2, 1)[number % 2]
            make = ffmpeg("-c:a", f"pcm_{codec}", channels=channels, subtype="PCM_24")
            yield Recipe(f"ffmpeg-{codec}.{ending}", called, f"pcm_{codec}", "FFmpeg", make, by_ffmpeg())
    for options, name in (
        (("-rf64", "always"), "rf64"),
        (("-write_bext", "1"), "bext"),
        (("-metadata", "title=A"), "list"),
    ):
        yield Recipe(f"ffmpeg-{name}.wav", "WAV", "pcm_s16le", "FFmpeg", ffmpeg(*options), original())


def _piped() -> Iterator[Recipe]:
    exact: Decode = original()
    for kind, called in (
        ("wav", "WAV"),
        ("w64", "W64"),
        ("aiff", "AIFF"),
        ("au", "AU"),
        ("caf", "CAF"),
        ("flac", "FLAC"),
    ):
        make = pipe("ffmpeg", "-v", "error", "-i", "-", "-f", kind, "-")
        yield Recipe(f"ffmpeg-piped.{kind}", called, "through a pipe", "FFmpeg", make, exact)
    for kind, called in (("wav", "WAV"), ("aiff", "AIFF"), ("au", "AU"), ("flac", "FLAC")):
        make = pipe("sox", "-D", "-t", "wav", "-", "-t", kind, "-")
        yield Recipe(f"sox-piped.{kind}", called, "through a pipe", "sox", make, exact)

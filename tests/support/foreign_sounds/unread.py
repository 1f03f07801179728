"""Formats that FFmpeg, libsndfile and sox write and that are not read: refused by their names."""

from collections.abc import Iterator
from pathlib import Path

import soundfile

from tests.support.foreign_sounds.recipe import Make, Recipe, Workshop, command, ffmpeg

_BY_LIBSNDFILE = {
    "AVR": ("PCM_16", "Audio Visual Research"),
    "SVX": ("PCM_16", "Amiga"),
    "MAT4": ("PCM_16", "not a sound file"),
    "MAT5": ("PCM_16", "MATLAB"),
    "PAF": ("PCM_16", "PARIS"),
    "PVF": ("PCM_16", "Portable Voice"),
    "SDS": ("PCM_16", "MIDI sample dump"),
    "IRCAM": ("PCM_16", "IRCAM"),
    "VOC": ("PCM_16", "Creative Voice"),
    "NIST": ("PCM_16", "NIST SPHERE"),
    "WVE": ("ALAW", "Psion"),
    "XI": ("DPCM_16", "FastTracker"),
    "MPC2K": ("PCM_16", "not a sound file"),
    "HTK": ("PCM_16", "not a sound file"),
}
_BY_SOX = {
    "voc": "Creative Voice",
    "8svx": "Amiga",
    "nist": "NIST SPHERE",
    "sf": "IRCAM",
    "sox": "SoX",
    "avr": "Audio Visual Research",
    "maud": "Amiga",
    "prc": "not a sound file",
    "smp": "SampleVision",
}
_BY_FFMPEG = {
    "avi": ((), "AVI"),
    "flv": (("-c:a", "mp3"), "Flash video"),
    "ts": (("-c:a", "mp2"), "transport stream"),
    "mpg": (("-c:a", "mp2"), "programme stream"),
    "nut": ((), "NUT"),
    "voc": ((), "Creative Voice"),
    "ac3": ((), "AC-3"),
    "dts": (("-c:a", "dca", "-strict", "-2"), "DTS"),
    "rm": (("-c:a", "ac3"), "RealMedia"),
    "swf": (("-c:a", "mp3"), "Flash film"),
    "mxf": ((), "MXF"),
    "sox": ((), "SoX"),
    "sf": ((), "IRCAM"),
}


def unread() -> Iterator[Recipe]:
    """Yield the recipes."""
    for container, (subtype, says) in _BY_LIBSNDFILE.items():
        yield _refused(f"sndfile.{container.lower()}", says, "libsndfile", _sndfile(container, subtype))
    for ending, says in _BY_SOX.items():
        channels = 1 if ending in ("8svx", "prc", "smp") else 2
        yield _refused(f"sox-unread.{ending}", says, "sox", command("sox", "-D", "IN", "OUT", channels=channels))
    for ending, (options, says) in _BY_FFMPEG.items():
        rate_hz = 48_000 if ending == "mxf" else 44_100
        film = ("-f", "lavfi", "-i", "testsrc=d=1:s=64x48:r=25", "-c:v", "mpeg2video") if ending == "mxf" else ()
        yield _refused(f"ffmpeg-unread.{ending}", says, "FFmpeg", ffmpeg(*film, *options, rate_hz=rate_hz))
    free = command("lame", "--quiet", "--freeformat", "-b", "400", "IN", "OUT")
    yield _refused("free format.mp3", "free format", "lame", free)
    for codec in ("dca", "truehd"):
        make = ffmpeg("-c:a", codec, "-strict", "-2", rate_hz=48_000)
        yield _refused(f"ffmpeg-{codec}.mkv", {"dca": "dts"}.get(codec, codec), "FFmpeg", make)


def _sndfile(container: str, subtype: str) -> Make:
    def make(workshop: Workshop, path: Path) -> None:
        channels = 2 if container in ("AVR", "PAF", "PVF", "IRCAM", "NIST", "MAT4", "MAT5", "VOC") else 1
        rate_hz = 8_000 if container == "WVE" else 44_100
        sound, _ = soundfile.read(workshop.source(rate_hz, channels), always_2d=True)
        soundfile.write(path, sound, rate_hz, format=container, subtype=subtype)

    return make


def _refused(name: str, says: str, writer: str, make: Make) -> Recipe:
    container = "others" if says == "not a sound file" else says
    return Recipe(name, container, "", writer, make, None, "refused", "audio_undecodable", says)

"""Lossless and lossy encodings, as their own encoders and FFmpeg write them."""

from collections.abc import Iterator
from pathlib import Path

import soundfile

from tests.support.foreign_sounds.recipe import (
    Make,
    Recipe,
    Workshop,
    by_ffmpeg,
    by_libsndfile,
    by_program,
    command,
    cut_to,
    ffmpeg,
    original,
    pipe,
)

_OPUSDEC = by_program("opusdec", "--quiet", "--float", "--rate", "48000", "--force-wav", "{}", "-")
_LAME = by_program("lame", "--quiet", "--decode", "{}", "-")


def compressed() -> Iterator[Recipe]:
    """Yield the recipes."""
    yield from _flac()
    yield from _other_lossless()
    yield from _vorbis()
    yield from _opus()
    yield from _mpeg()
    yield from _aac()
    yield from _telephony()


def _flac() -> Iterator[Recipe]:
    for name, options in {
        "0": ("-0",),
        "8": ("-8",),
        "no-padding": ("--no-padding", "--no-seektable"),
        "small-blocks": ("-b", "192"),
        "verbatim": ("--lax", "-l", "32"),
    }.items():
        make = command("flac", "-s", "-f", *options, "IN", "-o", "OUT")
        yield Recipe(f"flac-{name}.flac", "FLAC", "16 bits", "flac", make, original())
    for subtype, channels, rate_hz in (
        ("PCM_U8", 1, 8_000),
        ("PCM_24", 2, 96_000),
        ("PCM_24", 6, 48_000),
        ("PCM_16", 8, 44_100),
        ("PCM_24", 1, 192_000),
    ):
        make = command(
            "flac",
            "-s",
            "-f",
            "--channel-map=none",
            "IN",
            "-o",
            "OUT",
            rate_hz=rate_hz,
            channels=channels,
            subtype=subtype,
        )
        yield Recipe(
            f"flac-{subtype}-{channels}-{rate_hz}.flac",
            "FLAC",
            subtype,
            "flac",
            make,
            original(rate_hz, channels, subtype),
        )
    ogg = command("flac", "-s", "-f", "--ogg", "IN", "-o", "OUT")
    yield Recipe("flac.oga", "Ogg", "FLAC", "flac", ogg, original())
    yield Recipe("flac-piped.flac", "FLAC", "through a pipe", "flac", pipe("flac", "-s", "-c", "-"), original())
    for ending, called in (("flac", "FLAC"), ("oga", "Ogg"), ("mkv", "Matroska"), ("mp4", "MP4"), ("caf", "CAF")):
        make = ffmpeg("-c:a", "flac", "-strict", "-2", "-sample_fmt", "s32", subtype="PCM_24")
        yield Recipe(f"ffmpeg-flac.{ending}", called, "FLAC", "FFmpeg", make, original(subtype="PCM_24"))


def _other_lossless() -> Iterator[Recipe]:
    for options, subtype in (((), "PCM_16"), (("-h",), "PCM_24"), (("-x", "-m"), "PCM_16"), (("-f",), "FLOAT")):
        make = command("wavpack", "-q", "-y", *options, "IN", "-o", "OUT", subtype=subtype)
        name = f"wavpack{''.join(options)}-{subtype}.wv"
        yield Recipe(name, "WavPack", subtype, "wavpack", make, original(subtype=subtype))
    hybrid = command("wavpack", "-q", "-y", "-b320", "IN", "-o", "OUT")
    yield Recipe(
        "wavpack-hybrid.wv", "WavPack", "hybrid", "wavpack", hybrid, by_program("wvunpack", "-q", "-y", "{}", "-o", "-")
    )
    piped = pipe("wavpack", "-q", "-y", "-i", "-", "-o", "-")
    yield Recipe("wavpack-piped.wv", "WavPack", "through a pipe", "wavpack", piped, original())
    for ending, called in (("m4a", "MP4"), ("caf", "CAF"), ("mov", "MOV"), ("mkv", "Matroska")):
        make = ffmpeg("-c:a", "alac", "-sample_fmt", "s32p", subtype="PCM_24")
        yield Recipe(f"ffmpeg-alac.{ending}", called, "ALAC", "FFmpeg", make, original(subtype="PCM_24"))
    for subtype in ("ALAC_16", "ALAC_20", "ALAC_24", "ALAC_32"):
        yield Recipe(f"sndfile-{subtype}.caf", "CAF", "ALAC", "libsndfile", _encoded("CAF", subtype), by_libsndfile)
    yield Recipe("ffmpeg.tta", "TTA", "16 bits", "FFmpeg", ffmpeg(), original())
    yield Recipe("ffmpeg.wv", "WavPack", "24 bits", "FFmpeg", ffmpeg("-c:a", "wavpack", subtype="PCM_24"), by_ffmpeg())


def _encoded(container: str, subtype: str) -> Make:
    def make(workshop: Workshop, path: Path) -> None:
        sound, rate_hz = soundfile.read(workshop.source(subtype="FLOAT"), always_2d=True)
        soundfile.write(path, sound, rate_hz, format=container, subtype=subtype)

    return make


def _vorbis() -> Iterator[Recipe]:
    for quality, channels, rate_hz in (
        (-1, 2, 44_100),
        (3, 1, 44_100),
        (6, 2, 48_000),
        (10, 2, 96_000),
        (4, 6, 44_100),
        (2, 1, 8_000),
    ):
        make = command("oggenc", "-Q", "-q", str(quality), "IN", "-o", "OUT", rate_hz=rate_hz, channels=channels)
        name = f"oggenc-{quality}-{channels}-{rate_hz}.ogg"
        reference = by_libsndfile if channels < 3 else by_ffmpeg()  # libsndfile leaves Vorbis' order of channels
        yield Recipe(name, "Ogg", "Vorbis", "oggenc", make, reference, "lossy")
    yield Recipe("sox.ogg", "Ogg", "Vorbis", "sox", command("sox", "IN", "OUT"), by_libsndfile, "lossy")
    yield Recipe("sndfile.ogg", "Ogg", "Vorbis", "libsndfile", _encoded("OGG", "VORBIS"), by_libsndfile, "lossy")
    yield Recipe("ffmpeg.ogg", "Ogg", "Vorbis", "FFmpeg", ffmpeg("-c:a", "libvorbis"), by_libsndfile, "lossy")
    for ending, called in (("mkv", "Matroska"), ("webm", "WebM")):
        make = ffmpeg("-c:a", "libvorbis")
        yield Recipe(f"ffmpeg-vorbis.{ending}", called, "Vorbis", "FFmpeg", make, by_ffmpeg(), "lossy")


def _opus() -> Iterator[Recipe]:
    for name, options in {
        "64k": ("--bitrate", "64"),
        "256k": ("--bitrate", "256"),
        "2.5ms": ("--framesize", "2.5"),
        "60ms": ("--framesize", "60"),
        "cbr": ("--hard-cbr",),
    }.items():
        make = command("opusenc", "--quiet", *options, "IN", "OUT", rate_hz=48_000)
        yield Recipe(f"opusenc-{name}.opus", "Ogg", "Opus", "opusenc", make, _OPUSDEC, "lossy")
    mono = command("opusenc", "--quiet", "IN", "OUT", channels=1)
    yield Recipe("opusenc-mono.opus", "Ogg", "Opus", "opusenc", mono, _OPUSDEC, "lossy")
    yield Recipe("sndfile.opus", "Ogg", "Opus", "libsndfile", _encoded_opus, _OPUSDEC, "lossy")
    for ending, called in (("opus", "Ogg"), ("webm", "WebM"), ("mkv", "Matroska"), ("mp4", "MP4")):
        make = ffmpeg("-c:a", "libopus", rate_hz=48_000)
        reference = _OPUSDEC if ending == "opus" else cut_to(19_200, by_ffmpeg())
        yield Recipe(f"ffmpeg-opus.{ending}", called, "Opus", "FFmpeg", make, reference, "lossy")


def _encoded_opus(workshop: Workshop, path: Path) -> None:
    sound, rate_hz = soundfile.read(workshop.source(48_000), always_2d=True)
    soundfile.write(path, sound, rate_hz, format="OGG", subtype="OPUS")


def _mpeg() -> Iterator[Recipe]:
    for name, options, channels, rate_hz in (
        ("cbr-128", ("-b", "128"), 2, 44_100),
        ("cbr-320", ("-b", "320"), 2, 48_000),
        ("vbr", ("-V", "2"), 2, 44_100),
        ("abr", ("--abr", "160"), 2, 44_100),
        ("mono", ("-m", "m"), 1, 44_100),
        ("crc", ("-p",), 2, 44_100),
        ("mpeg-2", (), 2, 22_050),
        ("mpeg-2.5", (), 1, 11_025),
        ("tagged", ("--tt", "Title", "--ta", "Artist", "--add-id3v2"), 2, 44_100),
    ):
        make = command("lame", "--quiet", *options, "IN", "OUT", rate_hz=rate_hz, channels=channels)
        reference = by_ffmpeg() if name == "mpeg-2.5" else _LAME  # it has no mark of its padding
        yield Recipe(f"lame-{name}.mp3", "MP3", "layer III", "lame", make, reference, "lossy")
    yield Recipe("sox.mp3", "MP3", "layer III", "sox", command("sox", "IN", "OUT"), by_ffmpeg(), "lossy")
    yield Recipe("ffmpeg.mp3", "MP3", "layer III", "FFmpeg", ffmpeg(), _LAME, "lossy")
    bare = ffmpeg("-write_xing", "0", "-id3v2_version", "0")
    yield Recipe("ffmpeg-bare.mp3", "MP3", "layer III", "FFmpeg", bare, by_ffmpeg(), "lossy")
    yield Recipe("ffmpeg-mp3.mkv", "Matroska", "MP3", "FFmpeg", ffmpeg("-c:a", "libmp3lame"), by_ffmpeg(), "lossy")
    yield Recipe(
        "ffmpeg-mp3.mp4", "MP4", "MP3", "FFmpeg", ffmpeg("-c:a", "libmp3lame"), cut_to(17_640, by_ffmpeg()), "lossy"
    )
    yield Recipe(
        "twolame.mp2", "MP3", "layer II", "twolame", command("twolame", "--quiet", "IN", "OUT"), by_ffmpeg(), "lossy"
    )
    yield Recipe("ffmpeg.mp2", "MP3", "layer II", "FFmpeg", ffmpeg(), by_ffmpeg(), "lossy")


def _aac() -> Iterator[Recipe]:
    for name, called in (("m4a", "MP4"), ("mov", "MOV"), ("aac", "ADTS"), ("mkv", "Matroska"), ("3gp", "MP4")):
        reference = by_ffmpeg() if name in ("aac", "mkv") else cut_to(17_640, by_ffmpeg())
        yield Recipe(f"ffmpeg-aac.{name}", called, "AAC", "FFmpeg", ffmpeg("-c:a", "aac"), reference, "lossy")
    mono = ffmpeg("-c:a", "aac", "-b:a", "48k", rate_hz=22_050, channels=1)
    yield Recipe("ffmpeg-mono.m4a", "MP4", "AAC", "FFmpeg", mono, cut_to(8_820, by_ffmpeg()), "lossy")
    fragments = ffmpeg("-c:a", "aac", "-movflags", "frag_keyframe+empty_moov", "-frag_duration", "100000")
    yield Recipe(
        "ffmpeg-fragments.mp4",
        "MP4",
        "AAC in fragments",
        "FFmpeg",
        fragments,
        cut_to(17_640 + 1_024, by_ffmpeg()),
        "lossy",
    )
    for codec in ("wmav1", "wmav2"):
        yield Recipe(f"ffmpeg-{codec}.wma", "ASF", codec, "FFmpeg", ffmpeg("-c:a", codec), by_ffmpeg(), "lossy")
    for codec in ("ac3", "eac3"):
        for ending, called in (("mkv", "Matroska"), ("mp4", "MP4")):
            make, reference = ffmpeg("-c:a", codec), by_ffmpeg() if ending == "mkv" else cut_to(18_169, by_ffmpeg())
            yield Recipe(f"ffmpeg-{codec}.{ending}", called, codec, "FFmpeg", make, reference, "lossy")


def _telephony() -> Iterator[Recipe]:
    for subtype in ("MS_ADPCM", "IMA_ADPCM", "GSM610"):
        for container in ("WAV", "W64"):
            name = f"sndfile-{subtype}.{container.lower()}"
            channels = 1 if subtype == "GSM610" else 2

            def make(
                workshop: Workshop, path: Path, *, how: tuple[str, str, int] = (container, subtype, channels)
            ) -> None:
                sound, rate_hz = soundfile.read(workshop.source(channels=how[2]), always_2d=True)
                soundfile.write(path, sound, rate_hz, format=how[0], subtype=how[1])

            reference = by_ffmpeg() if subtype == "MS_ADPCM" else by_libsndfile  # whose predictions differ
            if (container, subtype) == ("WAV", "MS_ADPCM"):
                reference = cut_to(17_640, reference)
            yield Recipe(name, container, subtype, "libsndfile", make, reference, "lossy")
    for encoding, decode in (("ms-adpcm", by_ffmpeg()), ("ima-adpcm", by_libsndfile)):
        make_sox = command("sox", "-D", "IN", "-e", encoding, "OUT")
        yield Recipe(f"sox-{encoding}.wav", "WAV", encoding, "sox", make_sox, cut_to(17_640, decode), "lossy")
    amr = command("sox", "-D", "IN", "-t", "amr-nb", "OUT", rate_hz=8_000, channels=1)
    yield Recipe("sox.amr", "AMR", "narrow band", "sox", amr, by_ffmpeg(), "lossy")
    speex = command("speexenc", "--quiet", "IN", "OUT", rate_hz=16_000, channels=1)
    yield Recipe("speexenc.spx", "Ogg", "Speex", "speexenc", speex, by_ffmpeg(), "lossy")
    yield Recipe("ffmpeg-ima.mov", "MOV", "IMA ADPCM", "FFmpeg", ffmpeg("-c:a", "adpcm_ima_qt"), by_ffmpeg(), "lossy")

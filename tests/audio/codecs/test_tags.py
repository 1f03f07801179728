"""Tags and covers survive every container; judged by FFmpeg and libsndfile, which share no code with the writers."""

import struct
from pathlib import Path

import av
import numpy as np
import pytest
import soundfile
from av.stream import Disposition

from audiostudio.audio.codecs import AudioFormat, create_audio, open_audio, read_audio, read_cover
from audiostudio.audio.codecs.covers import MAX_COVER_BYTES, make_cover
from audiostudio.audio.codecs.tags import unify_tags
from audiostudio.audio.codecs.tags_id3 import append_id3_chunk
from tests.support.encoded import tones
from tests.support.tags import TAGS, png

CONTAINERS = ("WAV", "AIFF", "FLAC", "MP3", "AAC", "OGG", "OPUS")


def jpeg(folder: Path, width: int, height: int) -> bytes:
    path = folder / "cover.mjpeg"
    with av.open(str(path), "w", format="mjpeg") as container:
        stream = container.add_stream("mjpeg", rate=1)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuvj420p"
        image = np.random.default_rng(2).integers(0, 255, (height, width, 3), np.uint8)
        container.mux(stream.encode(av.VideoFrame.from_ndarray(image, format="rgb24")))
        container.mux(stream.encode(None))
    return path.read_bytes()


def write(path: Path, container: str, **kwargs) -> Path:
    sound = tones(2, 48_000, 1.5)
    with create_audio(path, AudioFormat(container), 48_000, 2, **kwargs) as writer:
        writer.write(sound)
    return path


@pytest.mark.parametrize("container", CONTAINERS)
def test_every_container_keeps_every_tag_and_the_cover(container, cover, tmp_path):
    path = write(tmp_path / "a", container, tags=TAGS, cover=cover)
    with open_audio(path) as reader:
        assert reader.tags == TAGS
    assert read_cover(path) == cover


@pytest.mark.parametrize("container", CONTAINERS)
def test_tags_do_not_touch_the_sound(container, cover, tmp_path):
    plain, _ = read_audio(write(tmp_path / "plain", container))
    tagged, _ = read_audio(write(tmp_path / "tagged", container, tags=TAGS, cover=cover))
    np.testing.assert_array_equal(plain, tagged)
    assert plain.shape == (2, 72_000)


@pytest.mark.parametrize("container", CONTAINERS)
def test_ffmpeg_alone_reads_names_and_picture(container, cover, tmp_path):
    path = write(tmp_path / "a", container, tags=TAGS, cover=cover)
    with av.open(str(path)) as file:
        said = {name.upper(): value for name, value in {**file.streams.audio[0].metadata, **file.metadata}.items()}
        assert (said["TITLE"], said["ALBUM"]) == (TAGS["title"], TAGS["album"])
        assert said["TSRC" if container in ("MP3", "WAV", "AIFF") else "ISRC"] == TAGS["isrc"]
        [picture] = file.streams.video
        assert picture.disposition & Disposition.attached_pic
        assert (picture.codec_context.width, picture.codec_context.height) == (300, 200)
        sound = sum(frame.samples for frame in file.decode(audio=0))
    assert sound >= 72_000


@pytest.mark.parametrize("container", ["WAV", "AIFF", "FLAC", "OGG", "OPUS", "MP3"])
def test_libsndfile_still_reads_the_file(container, cover, tmp_path):
    path = write(tmp_path / "a", container, tags=TAGS, cover=cover)
    with soundfile.SoundFile(path) as file:
        assert len(file.read()) == 72_000
        assert file.title == TAGS["title"]


def test_a_jpeg_is_kept_byte_for_byte_and_its_size_known(tmp_path):
    data = jpeg(tmp_path, 64, 48)
    made = make_cover(data)
    assert made is not None
    assert (made.media_type, made.width, made.height) == ("image/jpeg", 64, 48)
    for container in CONTAINERS:
        kept = read_cover(write(tmp_path / container, container, cover=made))
        assert kept == made


@pytest.mark.parametrize(
    "data",
    [b"", b"GIF89a", b"\xff\xd8", b"\xff\xd8\xff\xe0\x00", b"\xff\xd8" + b"\xff" * 50, b"\x89PNG\r\n\x1a\n", b"<svg/>"],
)
def test_what_is_no_jpeg_or_png_is_no_cover(data):
    assert make_cover(data) is None


def test_a_poster_is_no_cover():
    assert make_cover(png(8, 8) + bytes(MAX_COVER_BYTES)) is None


def test_a_file_beyond_4_gigabytes_takes_its_tag_too(cover, tmp_path):
    path = tmp_path / "long.wav"
    with av.open(str(path), "w", format="wav", container_options={"rf64": "always"}) as container:
        stream = container.add_stream("pcm_s16le", rate=48_000, layout="mono")
        frame = av.AudioFrame.from_ndarray(np.ones((1, 4800), np.int16), format="s16", layout="mono")
        frame.sample_rate = 48_000
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    append_id3_chunk(path, TAGS, cover)
    assert path.read_bytes()[:4] == b"RF64"
    assert struct.unpack_from("<Q", path.read_bytes(), 20) == (path.stat().st_size - 8,)
    with open_audio(path) as reader:
        assert (reader.frames, reader.tags["isrc"]) == (4800, TAGS["isrc"])
    assert read_cover(path) == cover


def test_names_are_unified_and_what_belongs_to_the_file_alone_is_left_behind():
    assert unify_tags(
        {
            "TITLE": " a\0 ",
            "TSRC": "USRC12345678",
            "lyrics-eng": "x" * 5000,
            "encoder": "Lavf",
            "iTunSMPB": "0",
            "REPLAYGAIN_TRACK_GAIN": "-6 dB",
            "comment": "y" * 5000,
            "empty": " ",
        }
    ) == {"title": "a", "isrc": "USRC12345678", "lyrics": "x" * 5000, "comment": "y" * 1000}


def test_a_file_without_a_cover_has_none(tmp_path):
    for container in CONTAINERS:
        assert read_cover(write(tmp_path / container, container, tags=TAGS)) is None


@pytest.mark.parametrize("pictures", [1, 40])
def test_ogg_pages_stay_in_order_with_true_checksums(pictures, tmp_path):
    """FFmpeg and libogg drop a page whose checksum is wrong: the whole sound must still be there, in sequence."""
    data = png(150, 10 * pictures)
    path = write(tmp_path / "a", "OGG", tags=TAGS, cover=make_cover(data))
    whole, position, number = path.read_bytes(), 0, 0
    while position < len(whole):
        magic, _, _, _, _, page, checksum, count = struct.unpack_from("<4sBBqIIIB", whole, position)
        size = 27 + count + sum(whole[position + 27 : position + 27 + count])
        body = whole[position : position + 22] + bytes(4) + whole[position + 26 : position + size]
        assert (magic, page, checksum) == (b"OggS", number, _slow_crc(body))
        position, number = position + size, number + 1
    assert soundfile.info(path).frames == 72_000


def _slow_crc(data: bytes) -> int:
    """Return RFC 3533's checksum bit by bit, as it is defined."""
    crc = 0
    for byte in data:
        crc ^= byte << 24
        for _ in range(8):
            crc = (crc << 1 ^ (0x04C11DB7 if crc & 0x80000000 else 0)) & 0xFFFFFFFF
    return crc

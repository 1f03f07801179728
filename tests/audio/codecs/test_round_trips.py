"""What is written comes back: every format, exact length, channel order, tags."""

import struct
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st

from audiostudio.audio.codecs import AudioFormat, check_format, create_audio, open_audio, read_audio
from audiostudio.audio.errors import AudioError
from tests.support.encoded import muxed, sndfile_bytes, tones, write

LOSSLESS = [
    ("WAV", 16),
    ("WAV", 24),
    ("WAV", 32),
    ("FLAC", 16),
    ("FLAC", 24),
    ("AIFF", 16),
    ("AIFF", 24),
]
LOSSY = ["MP3", "AAC", "OGG", "OPUS"]


@pytest.mark.parametrize(("container", "bit_depth"), LOSSLESS)
@pytest.mark.parametrize(("channels", "sample_rate_hz"), [(1, 8_000), (2, 44_100), (6, 48_000), (8, 192_000)])
def test_lossless_formats_return_every_sample(tmp_path, container, bit_depth, channels, sample_rate_hz):
    sound = tones(channels, sample_rate_hz, 0.3)
    path = write(tmp_path / "sound", sound, sample_rate_hz, AudioFormat(container, bit_depth))
    decoded, rate_hz = read_audio(path)
    assert rate_hz == sample_rate_hz
    assert decoded.shape == sound.shape
    step = 0 if bit_depth == 32 else 2.0 ** -(bit_depth - 1)
    assert np.abs(decoded - sound).max() <= step / 2 + 1e-9
    with open_audio(path) as reader:
        assert reader.frames == sound.shape[1]


@pytest.mark.parametrize(("container", "bit_depth"), LOSSLESS)
def test_libsndfile_reads_the_same_samples(tmp_path, container, bit_depth):
    sound = tones(2, 44_100, 0.2)
    path = write(tmp_path / "sound", sound, 44_100, AudioFormat(container, bit_depth))
    ours, _ = read_audio(path)
    theirs, rate_hz = soundfile.read(path, dtype="float32", always_2d=True)
    assert rate_hz == 44_100
    np.testing.assert_array_equal(ours, theirs.T)
    kind = {16: "PCM_16", 24: "PCM_24", 32: "FLOAT"}[bit_depth]
    assert soundfile.info(path).subtype == kind


@pytest.mark.parametrize("container", LOSSY)
@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("frames", [4_801, 48_000, 300_003])
def test_lossy_formats_are_gapless(tmp_path, container, channels, frames):
    sound = tones(channels, 48_000, frames / 48_000)
    decoded, _ = read_audio(write(tmp_path / "sound", sound, 48_000, AudioFormat(container)))
    assert decoded.shape == sound.shape
    body = slice(1_000, -1_000)
    error = np.sqrt(np.mean((decoded - sound)[:, body] ** 2) / np.mean(sound[:, body] ** 2))
    assert error < 0.05  # a shift by one frame alone would make 0.03 of error at these pitches


@pytest.mark.parametrize("container", LOSSY)
def test_no_remainder_of_a_codecs_frame_adds_or_costs_a_sample(tmp_path, container):
    for frames in range(4800, 4800 + 1152, 41):
        path = write(tmp_path / "sound", tones(1, 48_000, 0.2)[:, :frames], 48_000, AudioFormat(container))
        assert read_audio(path)[0].shape[1] == frames


@pytest.mark.parametrize("container", LOSSY)
def test_bitrate_sets_the_size(tmp_path, container):
    sound = np.random.default_rng(1).standard_normal((2, 96_000)).astype(np.float32) * 0.1
    sizes = [
        write(tmp_path / f"{kbps}", sound, 48_000, AudioFormat(container, bitrate_kbps=kbps)).stat().st_size
        for kbps in (96, 192)
    ]
    assert 1.5 < sizes[1] / sizes[0] < 2.5


@settings(max_examples=20)
@given(lengths=st.lists(st.integers(0, 3_000), min_size=1, max_size=6), block_frames=st.sampled_from([1_000, 65_536]))
def test_blocks_of_any_size_make_the_same_file(tmp_path_factory, lengths, block_frames):
    path = tmp_path_factory.mktemp("blocks") / "sound.flac"
    sound = np.random.default_rng(0).uniform(-1, 1, (2, sum(lengths) + 1)).astype(np.float32)
    with create_audio(path, AudioFormat("FLAC", 24), 44_100, 2) as writer:
        for end in np.cumsum(lengths):
            writer.write(sound[:, writer.frames : end])
        writer.write(sound[:, writer.frames :])
    with open_audio(path) as reader:
        blocks = list(reader.blocks(block_frames))
    assert all(block.shape == (2, block_frames) for block in blocks[:-1])
    assert np.abs(np.concatenate(blocks, axis=1) - sound).max() <= 2.0**-23


def test_integer_formats_clip_instead_of_wrapping(tmp_path):
    sound = np.array([[1.5, -1.5, 1.0, -1.0] * 2_000], np.float32)
    decoded, _ = read_audio(write(tmp_path / "sound", sound, 44_100, AudioFormat("WAV", 16)))
    assert decoded.max() == pytest.approx(1, abs=1e-4)
    assert decoded.min() == -1


@pytest.mark.parametrize("container", ["WAV", "FLAC", "AIFF", *LOSSY])
def test_tags_survive(tmp_path, container):
    with create_audio(
        tmp_path / "sound", AudioFormat(container), 48_000, 1, tags={"title": "Été", "artist": "Ä"}
    ) as writer:
        writer.write(tones(1, 48_000, 0.3))
    with open_audio(tmp_path / "sound") as reader:
        assert reader.tags == {"title": "Été", "artist": "Ä"}


def test_an_exception_leaves_no_file(tmp_path):
    for container in ("WAV", "OGG"):
        with (
            pytest.raises(ValueError, match="does not fit"),
            create_audio(tmp_path / "sound", AudioFormat(container), 44_100, 1) as writer,
        ):
            writer.write(tones(2, 44_100, 0.5))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("container", "bit_depth", "sample_rate_hz", "channels", "code", "advice"),
    [
        ("MP3", 24, 96_000, 2, "format_rate_unsupported", "48,000"),
        ("AAC", 24, 192_000, 2, "format_rate_unsupported", "96,000"),
        ("OPUS", 24, 44_100, 2, "format_rate_unsupported", "48,000"),
        ("WAV", 24, 4_000, 2, "format_rate_unsupported", "8,000"),
        ("MP3", 24, 44_100, 6, "format_channels_unsupported", "WAV"),
        ("WAV", 24, 44_100, 9, "format_channels_unsupported", "8"),
        ("FLAC", 32, 44_100, 2, "format_bit_depth_unsupported", "16 or 24"),
    ],
)
def test_impossible_formats_are_refused_with_advice(
    tmp_path, container, bit_depth, sample_rate_hz, channels, code, advice
):
    fmt = AudioFormat(container, bit_depth)
    with pytest.raises(AudioError) as refusal:
        check_format(fmt, sample_rate_hz, channels)
    assert refusal.value.code == code
    assert advice in refusal.value.detail
    with pytest.raises(AudioError):
        create_audio(tmp_path / "sound", fmt, sample_rate_hz, channels)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("container", "subtype", "codec"),
    [
        ("WAV", "PCM_U8", "pcm_u8"),
        ("WAV", "PCM_32", "pcm_s32le"),
        ("WAV", "DOUBLE", "pcm_f64le"),
        ("WAV", "ULAW", "pcm_mulaw"),
        ("WAV", "IMA_ADPCM", "adpcm_ima_wav"),
        ("WAVEX", "PCM_24", "pcm_s24le"),
        ("RF64", "PCM_16", "pcm_s16le"),
        ("W64", "PCM_24", "pcm_s24le"),
        ("AIFF", "FLOAT", "pcm_f32be"),
        ("CAF", "ALAC_24", "alac"),
        ("CAF", "PCM_16", "pcm_s16be"),
        ("AU", "PCM_16", "pcm_s16be"),
        ("FLAC", "PCM_S8", "flac"),
        ("OGG", "OPUS", "opus"),
        ("MP3", "MPEG_LAYER_III", "mp3"),
    ],
)
def test_formats_that_others_write_are_read(tmp_path, container, subtype, codec):
    sound = tones(2, 48_000, 0.5)
    path = tmp_path / "misnamed.txt"
    path.write_bytes(sndfile_bytes(sound, 48_000, container, subtype))
    decoded, rate_hz = read_audio(path)
    with open_audio(path) as reader:
        assert reader.codec == codec
    assert rate_hz == 48_000
    assert decoded.shape[0] == 2
    tolerance = 1_200 if subtype in ("IMA_ADPCM", "MPEG_LAYER_III", "ALAC_24") else 0  # they pad to whole packets
    assert abs(decoded.shape[1] - sound.shape[1]) <= tolerance
    frames = slice(2_000, 20_000)
    assert np.corrcoef(decoded[1, frames], sound[1, frames])[0, 1] > 0.99


@pytest.mark.parametrize(
    ("muxer", "codec", "video"),
    [
        ("mp4", "aac", True),
        ("matroska", "aac", True),
        ("webm", "libopus", False),
        ("mov", "pcm_s16le", False),
        ("adts", "aac", False),
        ("mp2", "mp2", False),
        ("asf", "wmav2", False),
        ("ipod", "alac", False),
        ("matroska", "pcm_s16le", False),
    ],
)
def test_the_sound_of_a_film_is_read(tmp_path, muxer, codec, video):
    sound = tones(2, 48_000, 1.0)
    path = muxed(tmp_path / "film", muxer, codec, sound, 48_000, video=video)
    decoded, rate_hz = read_audio(path)
    assert rate_hz == 48_000
    assert decoded.shape[0] == 2
    assert abs(decoded.shape[1] - 48_000) < 4_096


def test_a_film_without_sound_is_refused(tmp_path):
    path = muxed(tmp_path / "film", "mp4", None, tones(1, 48_000, 0.1), 48_000, video=True)
    with pytest.raises(AudioError) as refusal:
        open_audio(path)
    assert refusal.value.code == "audio_undecodable"


def test_a_picture_in_the_tags_is_ignored(tmp_path):
    sound = tones(2, 44_100, 0.5)
    mp3 = write(tmp_path / "sound.mp3", sound, 44_100, AudioFormat("MP3")).read_bytes()
    picture = b"\x00image/png\x00\x03\x00" + b"\x89PNG\r\n\x1a\n" + bytes(500)
    frame = b"APIC" + struct.pack(">IH", len(picture), 0) + picture
    size = len(frame)
    tag = b"ID3\x03\x00\x00" + bytes([size >> 21 & 127, size >> 14 & 127, size >> 7 & 127, size & 127]) + frame
    path: Path = tmp_path / "cover.mp3"
    path.write_bytes(tag + mp3)
    decoded, _ = read_audio(path)
    assert decoded.shape == sound.shape

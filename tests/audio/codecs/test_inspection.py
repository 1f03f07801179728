"""Every kind of unusable upload is refused under its own code, quickly, and good ones are described."""

import io
import struct
import time
import zipfile
from pathlib import Path

import av
import numpy as np
import pytest
import soundfile

from audiostudio.audio.codecs import AudioFormat, create_audio, inspect_audio, open_audio
from audiostudio.audio.codecs.demuxing import CONTAINER_OPTIONS
from audiostudio.audio.errors import AudioError
from tests.support.cases import chosen
from tests.support.encoded import muxed, sndfile_bytes, tones, write

HOUR_S = 3600.0


def refusal(path: Path, max_duration_s: float = HOUR_S) -> str:
    with pytest.raises(AudioError) as caught:
        inspect_audio(path, max_duration_s=max_duration_s)
    assert caught.value.detail.endswith(".")
    return caught.value.code


def saved(tmp_path: Path, content: bytes, name: str = "upload.wav") -> Path:
    path = tmp_path / name
    path.write_bytes(content)
    return path


def wav(sound: np.ndarray, sample_rate_hz: int = 44_100, subtype: str | None = None) -> bytes:
    return sndfile_bytes(np.atleast_2d(np.asarray(sound, np.float32)), sample_rate_hz, "WAV", subtype)


def wav_header(channels: int, sample_rate_hz: int, data_bytes: int, *, bits: int = 16, tag: int = 1) -> bytes:
    block = channels * bits // 8 & 0xFFFF
    fmt = struct.pack("<HHIIHH", tag, channels, sample_rate_hz, sample_rate_hz * block & 0xFFFFFFFF, block, bits)
    riff_bytes = min(36 + data_bytes, 0xFFFFFFFF)
    return (
        b"RIFF" + struct.pack("<I", riff_bytes) + b"WAVEfmt " + struct.pack("<I", 16) + fmt
        + b"data" + struct.pack("<I", data_bytes)
    )  # fmt: skip


def hostile_zip() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("song.wav", bytes(20_000_000))
    return buffer.getvalue()


NOT_SOUND = {
    "text": b"It was a dark and stormy night. " * 400,
    "html": b"<!doctype html><html><body><audio src='file:///etc/passwd'></audio></body></html>" * 20,
    "json": b'{"error": "not found"}',
    "zeros": bytes(100_000),
    "ones": b"\xff" * 100_000,
    "noise": np.random.default_rng(3).bytes(200_000),
    "png": b"\x89PNG\r\n\x1a\n" + bytes(10_000),
    "gif": b"GIF89a" + bytes(10_000),
    "executable": b"\x7fELF\x02\x01\x01" + bytes(10_000),
    "pdf": b"%PDF-1.7\n" + bytes(10_000),
    "zip bomb": hostile_zip(),
    "gzip": b"\x1f\x8b\x08\x00" + bytes(1_000),
    "playlist": b"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n",
    "concat script": b"ffconcat version 1.0\nfile /etc/passwd\n",
    "session description": b"v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nm=audio 5004 RTP/AVP 0\n",
    "dash manifest": b'<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static"></MPD>',
    "subtitles": b"1\n00:00:00,000 --> 00:00:10,000\nhello\n",
    "midi": b"MThd\x00\x00\x00\x06\x00\x01\x00\x01\x00\x60MTrk" + bytes(100),
    "avi": b"RIFF" + struct.pack("<I", 1000) + b"AVI LIST" + bytes(1000),
    "wav without sound": b"RIFF\x24\x00\x00\x00WAVE" + bytes(28),
    "one byte": b"R",
    "id3 tag alone": b"ID3\x04\x00\x00\x00\x00\x00\x10" + bytes(16),
}


@pytest.mark.parametrize("kind", NOT_SOUND)
def test_what_is_no_sound_is_undecodable_whatever_its_name(tmp_path, kind):
    assert refusal(saved(tmp_path, NOT_SOUND[kind])) == "audio_undecodable"


def test_a_film_without_sound_is_undecodable(tmp_path):
    path = muxed(tmp_path / "film.mp4", "mp4", None, tones(1, 48_000, 0.1), 48_000, video=True)
    assert refusal(path) == "audio_undecodable"


@pytest.mark.parametrize("demuxer", ["hls", "concat", "sdp", "dash", "lavfi", "image2", "srt"])
def test_even_if_asked_the_decoder_opens_nothing_that_names_other_files(tmp_path, demuxer):
    secret = saved(tmp_path, wav(tones(1, 44_100, 1.0)), "secret.wav")
    script = {
        "hls": f"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n{secret}\n#EXT-X-ENDLIST\n",
        "concat": f"ffconcat version 1.0\nfile {secret}\n",
    }.get(demuxer, str(secret))
    with pytest.raises((av.FFmpegError, ValueError)):
        av.open(io.BytesIO(script.encode()), format=demuxer, container_options=CONTAINER_OPTIONS)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        pytest.param(b"", "audio_empty", id="no bytes"),
        pytest.param(wav_header(2, 44_100, 0), "audio_empty", id="no samples"),
        pytest.param(wav(np.full((1, 1), 0.5)), "audio_too_short", id="one sample"),
        pytest.param(wav(tones(2, 44_100, 0.09)), "audio_too_short", id="90 ms"),
        pytest.param(wav(np.zeros((2, 44_100))), "audio_silent", id="silence"),
        pytest.param(wav(tones(2, 44_100, 1) * 5e-5), "audio_silent", id="-94 dBFS"),
        pytest.param(wav(np.full((2, 44_100), 0.25)), "audio_dc", id="offset"),
        pytest.param(wav(np.array([[0.5], [-0.25]]).repeat(44_100, 1)), "audio_dc", id="two offsets"),
        pytest.param(wav_header(0, 44_100, 1000) + bytes(1000), "audio_channels_unsupported", id="no channels"),
        pytest.param(wav(tones(9, 44_100, 0.2)), "audio_channels_unsupported", id="nine channels"),
        pytest.param(
            wav_header(0xFFFF, 44_100, 262_140) + bytes(262_140), "audio_channels_unsupported", id="65535 channels"
        ),
        pytest.param(wav_header(2, 0, 1000) + bytes(1000), "audio_rate_unsupported", id="0 Hz"),
        pytest.param(wav(tones(1, 4_000, 1), 4_000), "audio_rate_unsupported", id="4 kHz"),
        pytest.param(wav(tones(1, 384_000, 0.2), 384_000), "audio_rate_unsupported", id="384 kHz"),
        pytest.param(
            wav_header(1, 0xFFFFFFFF, 1000) + bytes(1000), "audio_rate_unsupported", id="4 GHz"
        ),
        pytest.param(wav(tones(2, 44_100, 2))[:200_000], "audio_truncated", id="WAV cut"),
        pytest.param(sndfile_bytes(tones(2, 44_100, 2), 44_100, "AIFF")[:200_000], "audio_truncated", id="AIFF cut"),
        pytest.param(
            sndfile_bytes(tones(2, 44_100, 2), 44_100, "FLAC")[:30_000], "audio_truncated", id="FLAC cut"
        ),
        pytest.param(wav(np.full((1, 44_100), np.nan), subtype="FLOAT"), "audio_not_finite", id="NaN"),
        pytest.param(
            wav(np.append(tones(1, 44_100, 1), [[np.inf]], axis=1), subtype="FLOAT"), "audio_not_finite", id="Inf"
        ),
    ],
)  # fmt: skip
def test_refusals(tmp_path, content, code):
    assert refusal(saved(tmp_path, content)) == code


def test_doubles_too_large_for_floats_are_not_finite(tmp_path):
    sound = tones(1, 44_100, 1.0).astype(np.float64)
    sound[0, 1_000] = 1e300
    soundfile.write(tmp_path / "big.wav", sound.T, 44_100, subtype="DOUBLE")
    assert refusal(tmp_path / "big.wav") == "audio_not_finite"


def test_a_long_flac_cut_late_is_truncated(tmp_path):
    content = sndfile_bytes(tones(1, 44_100, 60), 44_100, "FLAC")
    assert refusal(saved(tmp_path, content[: len(content) * 9 // 10])) == "audio_truncated"


TEN_HOURS = {
    "WAV": wav_header(1, 44_100, 10 * 3600 * 44_100 * 2) + wav(tones(1, 44_100, 1))[44:],
    "WAV 8 kHz": wav_header(1, 8_000, 10 * 3600 * 8_000 * 2) + wav(tones(1, 44_100, 1))[44:],
}


def flac_claiming(frames: int) -> bytes:
    content = bytearray(sndfile_bytes(tones(1, 44_100, 1), 44_100, "FLAC"))
    # STREAMINFO: the last 36 bits before the MD5 count the frames.
    content[21] = content[21] & 0xF0 | frames >> 32
    content[22:26] = struct.pack(">I", frames & 0xFFFFFFFF)
    return bytes(content)


@pytest.mark.parametrize("kind", [*TEN_HOURS, "FLAC", "AIFF"])
def test_a_claim_of_ten_hours_is_refused_at_once(tmp_path, kind):
    if kind == "FLAC":
        content = flac_claiming(10 * 3600 * 44_100)
    elif kind == "AIFF":
        content = sndfile_bytes(tones(1, 44_100, 1), 44_100, "AIFF")
        at = content.index(b"COMM") + 10
        content = content[:at] + struct.pack(">I", 10 * 3600 * 44_100) + content[at + 4 :]
    else:
        content = TEN_HOURS[kind]
    started = time.monotonic()
    assert refusal(saved(tmp_path, content)) == "audio_too_long"
    assert time.monotonic() - started < 1


@pytest.mark.parametrize("container", chosen(["FLAC", "OPUS", "MP3"], usual=["FLAC", "MP3"]))
def test_a_small_file_that_unfolds_to_hours_is_bounded(tmp_path, container):
    """Ten minutes of silence take next to nothing; decoding stops at the limit, not at the end."""
    path = tmp_path / "silence"
    with create_audio(path, AudioFormat(container, 16, bitrate_kbps=8), 48_000, 1) as writer:
        block = np.zeros((1, 480_000), np.float32)
        for _ in range(60):
            writer.write(block)
    if container == "FLAC":  # with no count in the header
        content = bytearray(path.read_bytes())
        content[21] &= 0xF0
        content[22:26] = bytes(4)
        path.write_bytes(content)
    assert path.stat().st_size < 3_000_000
    assert refusal(path, max_duration_s=60) == "audio_too_long"
    assert refusal(path, max_duration_s=900) == "audio_silent"


def test_a_late_signal_is_found(tmp_path):
    sound = np.zeros((1, 40 * 8_000), np.float32)
    sound[0, -8_000:] = tones(1, 8_000, 1.0)[0]
    facts = inspect_audio(write(tmp_path / "late.flac", sound, 8_000, AudioFormat("FLAC", 16)), max_duration_s=60)
    assert facts.duration_s == 40


def test_a_wav_that_was_streamed_runs_to_its_end(tmp_path):
    content = wav(tones(2, 44_100, 1.0))
    at = content.index(b"data") + 4
    for open_size in (0, 0xFFFFFFFF, 0x7FFFF000):
        path = saved(tmp_path, content[:at] + struct.pack("<I", open_size) + content[at + 4 :])
        facts = inspect_audio(path, max_duration_s=HOUR_S)
        assert facts.frames == 44_100


def test_nan_late_in_a_long_file_shows_when_it_is_decoded(tmp_path):
    sound = np.tile(tones(1, 8_000, 1.0), (1, 60))
    sound[0, -100] = np.nan
    path = saved(tmp_path, wav(sound, 8_000, "FLOAT"))
    assert inspect_audio(path, max_duration_s=HOUR_S).duration_s == 60
    with open_audio(path) as reader, pytest.raises(AudioError) as caught:
        list(reader.blocks())
    assert caught.value.code == "audio_not_finite"


def test_damage_late_in_a_long_flac_shows_when_it_is_decoded(tmp_path):
    content = bytearray(sndfile_bytes(tones(1, 8_000, 60), 8_000, "FLAC"))
    content[-2_000:-1_000] = bytes(1_000)
    with open_audio(saved(tmp_path, bytes(content))) as reader, pytest.raises(AudioError) as caught:
        list(reader.blocks())
    assert caught.value.code in ("audio_corrupt", "audio_truncated")


@pytest.mark.parametrize("container", ["WAV", "FLAC", "AIFF", "MP3", "AAC", "OGG", "OPUS"])
@pytest.mark.parametrize("duration_s", [1.0, 45.0])
def test_good_files_are_described(tmp_path, container, duration_s):
    fmt = AudioFormat(container)
    with create_audio(tmp_path / "upload.exe", fmt, 48_000, 2, tags={"title": "A song"}) as writer:
        writer.write(tones(2, 48_000, duration_s))
    facts = inspect_audio(tmp_path / "upload.exe", max_duration_s=60)
    assert facts.duration_s == pytest.approx(duration_s, abs=0.07)
    assert facts.frames == round(facts.duration_s * 48_000)
    assert (facts.sample_rate_hz, facts.channels) == (48_000, 2)
    assert facts.media_type == fmt.media_type
    assert facts.tags == {"title": "A song"}


@pytest.mark.parametrize(("channels", "sample_rate_hz"), [(1, 8_000), (8, 192_000), (6, 48_000)])
def test_the_extremes_are_accepted(tmp_path, channels, sample_rate_hz):
    path = saved(tmp_path, wav(tones(channels, sample_rate_hz, 0.2), sample_rate_hz))
    facts = inspect_audio(path, max_duration_s=HOUR_S)
    assert (facts.channels, facts.sample_rate_hz) == (channels, sample_rate_hz)


def test_narrower_limits_are_kept(tmp_path):
    path = saved(tmp_path, wav(tones(6, 16_000, 0.5), 16_000))
    with pytest.raises(AudioError, match="audio_channels_unsupported"):
        inspect_audio(path, max_duration_s=1, max_channels=2)
    with pytest.raises(AudioError, match="audio_rate_unsupported"):
        inspect_audio(path, max_duration_s=1, min_sample_rate_hz=22_050)
    with pytest.raises(AudioError, match="audio_too_long"):
        inspect_audio(path, max_duration_s=0.4)


def test_the_length_of_a_long_lossy_file_is_what_decoding_counts(tmp_path):
    """Vorbis switches the sizes of its blocks at every click, and MP3 pads: neither may show in the length."""
    sound = np.zeros((1, 45 * 8_000), np.float32)
    sound[0, ::1_600] = 0.9
    for container in ("OGG", "MP3"):
        path = write(tmp_path / container, sound, 8_000, AudioFormat(container))
        assert inspect_audio(path, max_duration_s=60).frames == 45 * 8_000


def test_a_chain_of_ogg_is_as_long_as_its_links(tmp_path):
    link = sndfile_bytes(tones(2, 44_100, 20.0), 44_100, "OGG", "VORBIS")
    other = sndfile_bytes(tones(2, 44_100, 25.0), 44_100, "OGG", "VORBIS")
    facts = inspect_audio(saved(tmp_path, link + other, "radio.ogg"), max_duration_s=60)
    assert facts.frames == 45 * 44_100
    assert [remark.code for remark in facts.remarks] == ["audio_joined"]


def test_films_and_archives_are_refused_by_their_names(tmp_path):
    for content, name in ((NOT_SOUND["avi"], "AVI"), (hostile_zip(), "ZIP"), (NOT_SOUND["pdf"], "PDF")):
        with pytest.raises(AudioError, match=f"This is an? {name}"):
            inspect_audio(saved(tmp_path, content), max_duration_s=60)

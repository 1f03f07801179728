"""Writes sound files block by block, so that an hour of sound never has to lie in memory."""

import errno
import os
import shutil
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Protocol, Self

import av
import numpy as np
import soundfile
from av.stream import Disposition
from numpy.typing import NDArray

from audiostudio.audio.codecs.covers import Cover
from audiostudio.audio.codecs.formats import AudioFormat, check_format
from audiostudio.audio.codecs.tags import write_tags
from audiostudio.audio.codecs.tags_id3 import id3_tag

# libsndfile crashes when Vorbis is given minutes of sound in one call.
_VORBIS_CHUNK_FRAMES = 65_536
_PCM_CHUNK_FRAMES = 16_384
_FULL_BELOW_BYTES = 1 << 20
_LAYOUTS = {1: "mono", 2: "stereo", 3: "2.1", 4: "4.0", 5: "5.0", 6: "5.1", 7: "6.1", 8: "7.1"}
_MUXERS = {"WAV": "wav", "FLAC": "flac", "AIFF": "aiff", "MP3": "mp3", "AAC": "ipod", "OPUS": "opus"}
_ENCODERS = {
    ("WAV", 16): ("pcm_s16le", "s16"),
    ("WAV", 24): ("pcm_s24le", "s32"),
    ("WAV", 32): ("pcm_f32le", "flt"),
    ("AIFF", 16): ("pcm_s16be", "s16"),
    ("AIFF", 24): ("pcm_s24be", "s32"),
    ("FLAC", 16): ("flac", "s16"),
    ("FLAC", 24): ("flac", "s32"),
    ("MP3", 0): ("libmp3lame", "fltp"),
    ("AAC", 0): ("aac", "fltp"),
    ("OPUS", 0): ("libopus", "flt"),
}
# FFmpeg's AAC encoder without its parametric tools: they replace the waveform, and cost 4 to 6 dB of it at 256 kbit/s.
_CODEC_OPTIONS = {"aac": {"aac_coder": "fast", "aac_is": "0", "aac_pns": "0"}}
_SKIPPED = struct.Struct("<IIBB")  # frames to skip at the start and at the end of a packet, and why
# FFmpeg knows these Vorbis comments by other names of its own, in lower case.
_RENAMED_BY_FFMPEG = frozenset({"album_artist", "track", "disc", "comment"})
# Quality of libvorbis by nominal kbit/s for stereo at 44.1 kHz (the encoder's own table).
_VORBIS_KBPS = (64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 500)


class _Encoder(Protocol):
    def write(self, block: NDArray[np.float32]) -> None: ...

    def finish(self) -> None: ...

    def abort(self) -> None: ...


class AudioWriter:
    """A sound file being written; made by `create_audio`, used as a context manager.

    Leaving the context with an exception removes the unfinished file.

    Attributes:
        frames: frames written so far.
    """

    def __init__(self, path: Path, encoder: _Encoder, channels: int, finish_tags: Callable[[], None]) -> None:
        self._path, self._encoder, self._channels, self._finish_tags = path, encoder, channels, finish_tags
        self.frames = 0

    def write(self, block: NDArray[np.float32]) -> None:
        """Append ``block``, ``(channels, frames)`` float32; integer formats round and clip it at full scale.

        Raises:
            OSError: the disk is full, or the file cannot be written for another reason.
            ValueError: the block's shape does not fit the file.
        """
        if block.ndim != 2 or block.shape[0] != self._channels:
            raise ValueError(f"a block of shape {block.shape} does not fit a file of {self._channels} channels")
        if block.shape[1]:
            with self._named_errors():
                self._encoder.write(block)
            self.frames += block.shape[1]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, tb: TracebackType | None
    ) -> None:
        if exc_type is not None:
            self._abandon()
            return
        try:
            with self._named_errors():
                self._encoder.finish()
                self._finish_tags()
        except BaseException:
            self._abandon()
            raise

    def _abandon(self) -> None:
        with suppress(Exception):  # closing may fail as well, which must not hide why the file is abandoned
            self._encoder.abort()
        self._path.unlink(missing_ok=True)

    @contextmanager
    def _named_errors(self) -> Iterator[None]:
        """Let a full disk say so, and where: errors from within the libraries name no file."""
        try:
            yield
        except soundfile.LibsndfileError as error:
            is_full = shutil.disk_usage(self._path.parent).free < _FULL_BELOW_BYTES  # libsndfile does not say
            code = errno.ENOSPC if is_full else errno.EIO
            raise OSError(code, os.strerror(code), str(self._path)) from error
        except OSError as error:
            if error.filename is not None:
                raise
            raise OSError(error.errno, error.strerror, str(self._path)) from error


def create_audio(
    path: str | Path,
    fmt: AudioFormat,
    sample_rate_hz: int,
    channels: int,
    *,
    tags: dict[str, str] | None = None,
    cover: Cover | None = None,
) -> AudioWriter:
    """Create a sound file, to be written block by block.

    Lossless files hold exactly the frames written; so do MP3, M4A, Ogg and Opus files for decoders that honour their
    padding marks, as `open_audio` does.

    Args:
        path: the file, replaced if it exists.
        fmt: format, depth and bit rate.
        sample_rate_hz: rate of the blocks that will come.
        channels: their channel count.
        tags: title, artist, isrc and so on, by lower-case name.
        cover: its picture.

    Raises:
        AudioError: the format cannot hold this rate or channel count (see `check_format`).
        OSError: the file cannot be created.
    """
    check_format(fmt, sample_rate_hz, channels)
    path = Path(path)
    words = tags or {}
    encoder: _Encoder
    if fmt.container == "OGG":
        encoder = _VorbisEncoder(path, fmt, sample_rate_hz, channels)
    else:
        encoder = _FFmpegEncoder(path, fmt, sample_rate_hz, channels, words, cover)
    return AudioWriter(path, encoder, channels, lambda: write_tags(path, fmt.container, words, cover))


class _Sink:
    """A file from its present position on, as FFmpeg sees it, who believes to begin at 0.

    Once it failed or was abandoned, it takes everything and keeps nothing: FFmpeg goes on to write as it closes.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file, self._start = file, file.tell()
        self.is_abandoned = False

    def write(self, data: bytes) -> int:
        if self.is_abandoned:
            return len(data)
        try:
            return self._file.write(data)
        except OSError:
            self.is_abandoned = True
            raise

    def tell(self) -> int:
        return 0 if self.is_abandoned else self._file.tell() - self._start

    def seek(self, offset: int, whence: int = 0) -> int:
        if self.is_abandoned:
            return 0
        try:
            return self._file.seek(offset + self._start if whence == 0 else offset, whence) - self._start
        except OSError:
            self.is_abandoned = True
            raise


class _FFmpegEncoder:
    def __init__(
        self,
        path: Path,
        fmt: AudioFormat,
        sample_rate_hz: int,
        channels: int,
        tags: dict[str, str],
        cover: Cover | None,
    ) -> None:
        codec, self._sample_format = _ENCODERS[fmt.container, 0 if fmt.is_lossy else fmt.bit_depth]
        self._rate, self._layout, self._bit_depth = sample_rate_hz, _LAYOUTS[channels], fmt.bit_depth
        self._file: BinaryIO = path.open("wb")
        try:
            options = {"rf64": "auto"} if fmt.container == "WAV" else {}
            if fmt.container == "AAC":
                # The edit list states the end in this unit; in milliseconds it would miss it by some frames.
                options["movie_timescale"] = str(sample_rate_hz)
            if fmt.container == "MP3":
                options["id3v2_version"] = "0"
                if tags or cover:
                    self._file.write(id3_tag(tags, cover))
            self._sink = _Sink(self._file)
            sink: Any = self._sink
            self._container = av.open(sink, "w", format=_MUXERS[fmt.container], container_options=options)
            if fmt.container in ("WAV", "AIFF", "FLAC", "AAC"):
                self._container.metadata.update(_named_for(fmt.container, tags))
            self._stream: Any = self._container.add_stream(
                codec, rate=sample_rate_hz, layout=self._layout, options=_CODEC_OPTIONS.get(codec, {})
            )
            context: Any = self._stream.codec_context
            context.format = self._sample_format
            if fmt.effective_bitrate_kbps:
                context.bit_rate = fmt.effective_bitrate_kbps * 1000
            if codec == "flac":
                context.options = {"bits_per_raw_sample": str(fmt.bit_depth)}  # else 24 bits are marked as 32
            context.open()
            if cover and fmt.container == "FLAC":
                self._attach(cover)
        except BaseException:
            self._file.close()
            path.unlink(missing_ok=True)
            raise
        self._chunk_frames: int = context.frame_size or _PCM_CHUNK_FRAMES
        self._pending = np.empty((channels, 0), np.float32)
        self._position = 0

    def _attach(self, cover: Cover) -> None:
        codec = "png" if cover.media_type == "image/png" else "mjpeg"
        stream: Any = self._container.add_mux_stream(codec, width=cover.width, height=cover.height)
        stream.disposition = Disposition.attached_pic
        packet = av.Packet(cover.data)
        packet.stream, packet.pts, packet.dts, packet.is_keyframe = stream, 0, 0, True
        self._container.start_encoding()
        self._container.mux(packet)

    def write(self, block: NDArray[np.float32]) -> None:
        pending = np.concatenate([self._pending, block], axis=1) if self._pending.shape[1] else block
        whole = pending.shape[1] - pending.shape[1] % self._chunk_frames
        for start in range(0, whole, self._chunk_frames):
            self._encode(pending[:, start : start + self._chunk_frames])
        self._pending = pending[:, whole:].copy()

    def finish(self) -> None:
        if self._pending.shape[1]:
            self._encode(self._pending)
        packets = self._stream.encode(None)
        _add_up_padding(packets)
        self._container.mux(packets)
        self._container.close()
        self._file.close()

    def abort(self) -> None:
        self._sink.is_abandoned = True
        try:
            self._container.close()
        finally:
            self._file.close()

    def _encode(self, chunk: NDArray[np.float32]) -> None:
        samples = _quantised(chunk, self._sample_format, self._bit_depth)
        if self._sample_format.endswith("p"):
            samples = np.ascontiguousarray(samples)
        else:
            samples = np.ascontiguousarray(samples.T).reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(samples, format=self._sample_format, layout=self._layout)
        frame.sample_rate = self._rate
        frame.time_base = self._stream.codec_context.time_base
        frame.pts = self._position
        self._position += chunk.shape[1]
        self._container.mux(self._stream.encode(frame))


def _add_up_padding(packets: list[Any]) -> None:
    """State all the padding of the last packets in the very last, the only one that FFmpeg's MP3 writer heeds.

    LAME closes some lengths with a packet that holds nothing but padding; what the one before it holds was forgotten.
    """
    padded = [packet for packet in packets if packet.has_sidedata("skip_samples")]
    if len(padded) < 2:
        return
    marks = [packet.get_sidedata("skip_samples") for packet in padded]
    at_start, _, *reasons = _SKIPPED.unpack(bytes(marks[-1]))
    at_end = sum(_SKIPPED.unpack(bytes(mark))[1] for mark in marks)
    marks[-1].update(_SKIPPED.pack(at_start, at_end, *reasons))
    padded[-1].set_sidedata(marks[-1])


class _VorbisEncoder:
    def __init__(self, path: Path, fmt: AudioFormat, sample_rate_hz: int, channels: int) -> None:
        kbps = fmt.effective_bitrate_kbps or 0
        quality = float(np.interp(kbps * 2 / channels, _VORBIS_KBPS, np.linspace(0, 1, len(_VORBIS_KBPS))))
        self._file = soundfile.SoundFile(
            path,
            "w",
            sample_rate_hz,
            channels,
            format="OGG",
            subtype="VORBIS",
            compression_level=1 - quality,
        )

    def write(self, block: NDArray[np.float32]) -> None:
        for start in range(0, block.shape[1], _VORBIS_CHUNK_FRAMES):
            self._file.write(block[:, start : start + _VORBIS_CHUNK_FRAMES].T)

    def finish(self) -> None:
        self._file.close()

    def abort(self) -> None:
        self._file.close()


def _named_for(container: str, tags: dict[str, str]) -> dict[str, str]:
    """Return tags as a container spells them: Vorbis comments, such as FLAC's, in capitals by custom."""
    if container != "FLAC":
        return tags
    return {name if name in _RENAMED_BY_FFMPEG else name.upper(): value for name, value in tags.items()}


def _quantised(chunk: NDArray[np.float32], sample_format: str, bit_depth: int) -> NDArray[Any]:
    if sample_format in ("flt", "fltp"):
        return chunk.astype(np.float32, copy=False)
    full_scale = 2.0 ** (bit_depth - 1)
    # float64, because full scale at 24 bits less one step is no float32.
    steps = np.clip(np.rint(chunk.astype(np.float64) * full_scale), -full_scale, full_scale - 1)
    if sample_format == "s16":
        return steps.astype(np.int16)
    return steps.astype(np.int32) << (32 - bit_depth)

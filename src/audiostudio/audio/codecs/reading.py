"""Decodes any sound file in bounded blocks, through FFmpeg's libraries held to sound and to the one file given."""

from collections.abc import Iterator
from itertools import chain
from os import fstat
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self

import av
import numpy as np
from av.codec.context import Flags2
from av.stream import Discard

from audiostudio.audio.codecs.covers import Cover, attached_cover
from audiostudio.audio.codecs.formats import MAX_CHANNELS, MAX_SAMPLE_RATE_HZ, MIN_SAMPLE_RATE_HZ
from audiostudio.audio.codecs.pyav_layouts import disown_layout
from audiostudio.audio.codecs.sniffing import (
    DEMUXERS,
    MP4,
    OGG,
    WAV,
    Container,
    WavHeader,
    read_wav_header,
    sniff,
)
from audiostudio.audio.codecs.tags import unify_tags
from audiostudio.audio.errors import AudioError
from audiostudio.audio.types import Audio

# Only decoders of sound. Without this list FFmpeg would also open those of pictures and video inside the file.
_LOSSLESS = frozenset({"flac", "alac", "wavpack", "ape", "tta"})
_LOSSY = frozenset(
    {
        *("mp3", "mp3float", "mp2", "mp2float", "mp1", "mp1float", "aac", "vorbis", "opus", "libopus", "speex"),
        *("wmav1", "wmav2", "ac3", "eac3", "amrnb", "amrwb", "adpcm_ms", "adpcm_ima_wav", "adpcm_ima_qt", "gsm"),
    }
)
# PyAV cannot hand out 64-bit integers, which nobody records in.
_PCM = frozenset(name for name in av.codecs_available if name.startswith("pcm_") and "s64" not in name)
_DECODERS = _PCM | _LOSSLESS | _LOSSY

# No protocol at all: the bytes come through our own file object, so nothing in a file can make FFmpeg open another.
_CONTAINER_OPTIONS = {
    "protocol_whitelist": "none",
    "format_whitelist": ",".join([*DEMUXERS, "mov,mp4,m4a,3gp,3g2,mj2", "matroska,webm"]),
    "codec_whitelist": ",".join(sorted(_DECODERS)),
}
# Players skip a damaged packet of a lossy stream (a cut at the start, a tag at the end); more than these is corruption.
_TOLERATED_DAMAGED_PACKETS = 8
# An MP4's edit list, or Vorbis' last page, ends before the last packet; less than this beyond it is padding.
_LONGEST_TAIL_FRAMES = 4096
# How each of FFmpeg's sample formats lies in memory, and what full scale is in it.
_SAMPLES = {
    "u8": (np.uint8, 2**7),
    "s16": (np.int16, 2**15),
    "s32": (np.int32, 2**31),
    "flt": (np.float32, 1),
    "dbl": (np.float64, 1),
}


class AudioReader:
    """A sound file being decoded; made by `open_audio`, used as a context manager.

    Attributes:
        sample_rate_hz: the file's own rate.
        channels: the file's own channel count.
        frames: frames in the file where its container counts them exactly, else ``None``. `blocks` then yields
            exactly these, or raises.
        duration_s: length in seconds, an estimate where ``frames`` is ``None``.
        claimed_duration_s: what the header says, unchecked; ``None`` where it says nothing.
        codec: name of the encoding (``pcm_s16le``, ``mp3``).
        container: name of the file format (``WAV``, ``MP4``).
        media_type: MIME type of the file.
        tags: title, artist and so on, by lower-case name.
        decoded_frames: frames that `blocks` has yielded so far.
    """

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb")
        self._container: Any = None
        try:
            self._open()
        except BaseException:
            self.close()
            raise

    def _open(self) -> None:
        kind = sniff(self._file)
        size_bytes = fstat(self._file.fileno()).st_size
        wav = read_wav_header(self._file, size_bytes) if kind is WAV else None
        if wav is not None:
            check_shape(wav.channels, wav.sample_rate_hz)  # FFmpeg refuses a WAV of 0 Hz without saying why
        self._file.seek(0)
        self._container = _open_container(self._file, kind)
        self._stream = _choose_stream(self._container)
        context = self._stream.codec_context
        self.codec: str = context.codec.canonical_name
        self._is_lossy = context.name in _LOSSY
        if context.name == "flac":
            context.options = {"err_detect": "crccheck+explode"}
        self._is_ogg_vorbis = kind is OGG and context.name == "vorbis"
        if self._is_ogg_vorbis:  # FFmpeg cuts 128 frames too many from a file of one page, so it is done here
            context.flags2 |= Flags2.skip_manual
        self.container, self.media_type = kind.name, kind.media_type
        self.tags = unify_tags({**self._stream.metadata, **self._container.metadata})
        self.frames: int | None = None
        self.decoded_frames = self._read_frames = 0
        self._damaged_packets = 0
        self._packets = _read_packets(self._container, self._stream)
        self._frames_of_codec = self._decode_packets()
        if self._is_ogg_vorbis:
            next(self._frames_of_codec, None)  # the first packet only primes the decoder
        first = next(self._frames_of_codec, None)
        if first is None:
            raise AudioError("audio_empty", "The file holds no sound.")
        self._first_frame = first
        self.sample_rate_hz: int = first.sample_rate
        self.channels: int = first.layout.nb_channels
        check_shape(self.channels, self.sample_rate_hz)
        self._set_lengths(kind, wav, size_bytes)

    def _set_lengths(self, kind: Container, wav: WavHeader | None, size_bytes: int) -> None:
        duration, time_base = self._stream.duration, self._stream.time_base
        claimed = round(duration * time_base * self.sample_rate_hz) if duration and duration > 0 else None
        self.frames = claimed if kind.is_exact else None
        if wav is not None:
            self.frames = wav.frames
            if wav.claimed_bytes is not None and wav.frame_bytes:
                claimed = wav.claimed_bytes // wav.frame_bytes
        self._padded_end = claimed if kind is MP4 or self._is_ogg_vorbis else None
        self.claimed_duration_s = claimed / self.sample_rate_hz if claimed else None
        bits_per_s = self._container.bit_rate or self._stream.codec_context.bit_rate
        self.duration_s: float = self.claimed_duration_s or (size_bytes * 8 / bits_per_s if bits_per_s else 0.0)
        if self.frames is not None:
            self.duration_s = self.frames / self.sample_rate_hz

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, tb: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        if self._container is not None:
            self._container.close()
        self._file.close()

    def blocks(self, frames: int = 65_536) -> Iterator[Audio]:
        """Yield the sound once, in order, without the encoder's padding where the file tells of it.

        Args:
            frames: length of each block but the last.

        Yields:
            ``(channels, frames)`` float32 in the file's own rate, full scale being 1; float files may exceed it.

        Raises:
            AudioError: ``audio_corrupt``, ``audio_truncated`` or ``audio_not_finite``, at the place where it is so.
        """
        block = np.empty((self.channels, frames), np.float32)
        filled = 0
        for piece in self._trimmed(self._pieces()):
            start = 0
            while start < piece.shape[1]:
                taken = min(frames - filled, piece.shape[1] - start)
                block[:, filled : filled + taken] = piece[:, start : start + taken]
                filled, start = filled + taken, start + taken
                if filled == frames:
                    yield self._counted(block)
                    block, filled = np.empty_like(block), 0
        if filled:
            yield self._counted(block[:, :filled])
        self._check_end()

    def remaining_duration_s(self, limit_s: float) -> float:
        """Return how long the file plays after what `blocks` has yielded, read without decoding until past ``limit_s``.

        Raises:
            AudioError: ``audio_corrupt`` where the file's packets cannot be followed.
        """
        total_s = (self._read_frames - self.decoded_frames) / self.sample_rate_hz
        for packet in self._packets:
            total_s += float((packet.duration or 0) * packet.time_base)
            if total_s > limit_s:
                break
        return total_s

    def _counted(self, block: Audio) -> Audio:
        if not np.isfinite(block).all():
            at_s = self.decoded_frames / self.sample_rate_hz
            raise AudioError("audio_not_finite", f"The sound holds values that are no numbers, near {at_s:.1f} s.")
        self.decoded_frames += block.shape[1]
        return block

    def _check_end(self) -> None:
        if self.decoded_frames == 0:
            raise AudioError("audio_empty", "The file holds no sound.")
        if self.frames is not None and self.decoded_frames < self.frames:
            raise AudioError(
                "audio_truncated",
                f"The file ends after {self.decoded_frames / self.sample_rate_hz:.1f} s "
                f"of the {self.duration_s:.1f} s it announces; send it again.",
            )

    def _trimmed(self, pieces: Iterator[Audio]) -> Iterator[Audio]:
        """Cut what lies beyond the end that the container states.

        An exact container's end is always believed; another's only where it cuts mere padding.
        """
        end = self.frames if self.frames is not None else self._padded_end
        if end is None:
            yield from pieces
            return
        position, tail = 0, []
        for piece in pieces:
            inside = max(0, min(piece.shape[1], end - position))
            position += piece.shape[1]
            if inside:
                yield piece[:, :inside]
            if position <= end:
                continue
            if self.frames is not None:
                return
            tail.append(piece[:, inside:])
            if position - end > _LONGEST_TAIL_FRAMES:
                yield from tail
                yield from pieces
                return

    def _pieces(self) -> Iterator[Audio]:
        for frame in chain([self._first_frame], self._frames_of_codec):
            if frame.sample_rate != self.sample_rate_hz or frame.layout.nb_channels != self.channels:
                raise AudioError(
                    "audio_corrupt",
                    "The sample rate or the number of channels changes within the file; convert it first.",
                )
            self._read_frames += frame.samples
            yield _as_float(frame)

    def _decode_packets(self) -> Iterator[Any]:
        for packet in self._packets:
            try:
                frames = packet.decode()
            except (av.FFmpegError, ValueError) as error:
                self._damaged_packets += 1
                if self._is_lossy and self._damaged_packets <= _TOLERATED_DAMAGED_PACKETS:
                    continue
                if self.frames is not None and not any(later.size for later in self._packets):
                    return  # the last packet of a file that was cut: `_check_end` says so
                raise AudioError("audio_corrupt", "The sound is damaged and cannot be decoded.") from error
            for frame in frames:
                disown_layout(frame.layout)
            yield from (frame for frame in frames if frame.samples)


def open_audio(path: str | Path) -> AudioReader:
    """Open a sound file for decoding.

    Args:
        path: any file; what it is, is judged by its content.

    Raises:
        AudioError: ``audio_empty``, ``audio_undecodable``, ``audio_channels_unsupported``, ``audio_rate_unsupported``.
        OSError: the file cannot be read.
    """
    return AudioReader(Path(path))


def read_audio(path: str | Path) -> tuple[Audio, int]:
    """Decode a whole file into memory.

    Returns:
        ``(channels, frames)`` float32, and the sample rate in Hz.

    Raises:
        AudioError: as `open_audio` and `AudioReader.blocks`.
    """
    with open_audio(path) as reader:
        return np.concatenate(list(reader.blocks()), axis=1), reader.sample_rate_hz


def read_cover(path: str | Path) -> Cover | None:
    """Return the JPEG or PNG picture that a sound file carries, if any; a picture beyond reading is none.

    Raises:
        AudioError: ``audio_empty`` or ``audio_undecodable``.
        OSError: the file cannot be read.
    """
    with Path(path).open("rb") as file:
        kind = sniff(file)
        file.seek(0)
        with _open_container(file, kind) as container:
            try:
                return attached_cover(container)
            except (av.FFmpegError, ValueError):
                return None


def check_shape(channels: int, sample_rate_hz: int) -> None:
    """Refuse what no file may have: no channels, more than eight, or an absurd rate.

    Raises:
        AudioError: ``audio_channels_unsupported`` or ``audio_rate_unsupported``.
    """
    if not 1 <= channels <= MAX_CHANNELS:
        raise AudioError(
            "audio_channels_unsupported", f"The file has {channels} channels; 1 to {MAX_CHANNELS} are supported."
        )
    if not MIN_SAMPLE_RATE_HZ <= sample_rate_hz <= MAX_SAMPLE_RATE_HZ:
        raise AudioError(
            "audio_rate_unsupported",
            f"The file's sample rate is {sample_rate_hz:,} Hz; "
            f"{MIN_SAMPLE_RATE_HZ:,} to {MAX_SAMPLE_RATE_HZ:,} Hz is supported.",
        )


class _Source:
    """A file as FFmpeg sees it: where a damaged header sends it out of the file, it hears so and does not raise."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.read, self.tell = file.read, file.tell

    def seek(self, offset: int, whence: int = 0) -> int:
        try:
            return self._file.seek(offset, whence)
        except OSError:
            return -1


def _open_container(file: BinaryIO, kind: Container) -> Any:
    try:
        return av.open(
            _Source(file),
            format=kind.demuxer,
            container_options=_CONTAINER_OPTIONS,
            metadata_errors="replace",
            buffer_size=1 << 17,
        )
    except (av.FFmpegError, ValueError) as error:
        raise AudioError("audio_undecodable", f"The file looks like {kind.name} but cannot be read.") from error


def _choose_stream(container: Any) -> Any:
    stream = next(iter(container.streams.audio), None)
    if stream is None or stream.codec_context is None or stream.codec_context.name not in _DECODERS:
        raise AudioError("audio_undecodable", "The file holds no sound in an encoding that can be read.")
    for other in container.streams:
        if other is not stream:
            other.discard = Discard.all
    return stream


def _read_packets(container: Any, stream: Any) -> Iterator[Any]:
    try:
        yield from container.demux(stream)
    except (av.FFmpegError, ValueError) as error:
        raise AudioError("audio_corrupt", "The file is damaged and cannot be read to its end.") from error


def _as_float(frame: Any) -> Audio:
    channels, kind = frame.layout.nb_channels, frame.format.name.removesuffix("p")
    dtype, full_scale = _SAMPLES[kind]
    # Not `to_ndarray`: for eight planes PyAV counts nine and reads memory that is not the frame's.
    planes = frame.planes[: channels if frame.format.is_planar else 1]
    samples = np.stack([np.frombuffer(plane, dtype, frame.samples * channels // len(planes)) for plane in planes])
    with np.errstate(over="ignore", invalid="ignore"):  # what no float32 can hold becomes what `blocks` refuses
        floats: Audio = samples.astype(np.float32)
    if not frame.format.is_planar:
        floats = floats.reshape(-1, channels).T
    if kind == "u8":
        floats = floats - 128
    return floats if full_scale == 1 else floats * np.float32(1 / full_scale)

"""Opens sound with FFmpeg's libraries, held to sound and to the one file given."""

import os
from collections.abc import Iterator
from typing import Any, BinaryIO

import av
from av.stream import Discard, Disposition

from audiostudio.audio.codecs.pcm_header import ENCODINGS, PcmHeader
from audiostudio.audio.codecs.remarks import RemarkList
from audiostudio.audio.codecs.sniffing import DEMUXERS, Container
from audiostudio.audio.errors import AudioError

# Only decoders of sound. Without this list FFmpeg would also open those of pictures and video inside the file.
LOSSLESS = frozenset({"flac", "alac", "wavpack", "ape", "tta"})
LOSSY = frozenset(
    {
        *("mp3", "mp3float", "mp2", "mp2float", "mp1", "mp1float", "aac", "vorbis", "opus", "libopus", "speex"),
        *(
            "wmav1",
            "wmav2",
            "ac3",
            "eac3",
            "amrnb",
            "amrwb",
            "adpcm_ms",
            "adpcm_ima_wav",
            "adpcm_ima_qt",
            "gsm",
            "gsm_ms",
        ),
    }
)
# PyAV cannot hand out 64-bit integers, which nobody records in; Cool Edit's floating point is told by `wav_header`.
_UNREAD_PCM = ("s64", "f16", "f24")
_PCM = frozenset(
    name for name in av.codecs_available if name.startswith("pcm_") and not any(kind in name for kind in _UNREAD_PCM)
)
_DECODERS = _PCM | LOSSLESS | LOSSY
# No protocol at all: the bytes come through our own object, so nothing in a file can make FFmpeg open another.
CONTAINER_OPTIONS = {
    "protocol_whitelist": "none",
    "format_whitelist": ",".join([*DEMUXERS, *ENCODINGS, "mov,mp4,m4a,3gp,3g2,mj2", "matroska,webm"]),
    "codec_whitelist": ",".join(sorted(_DECODERS)),
}
_BUFFER_BYTES = 1 << 17


class _Window:
    """A stretch of a file as FFmpeg sees it, who hears of a place outside of it and does not raise."""

    def __init__(self, file: BinaryIO, start: int, end: int) -> None:
        self._file, self._start, self._size = file, start, max(0, end - start)
        self._position = 0

    def read(self, size: int) -> bytes:
        wanted = min(size, self._size - self._position)
        data = os.pread(self._file.fileno(), wanted, self._start + self._position) if wanted > 0 else b""
        self._position += len(data)
        return data

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        position = offset + {os.SEEK_SET: 0, os.SEEK_CUR: self._position, os.SEEK_END: self._size}[whence]
        if position < 0:
            return -1
        self._position = position
        return position


def open_container(file: BinaryIO, kind: Container, start: int, end: int) -> Any:
    """Open bytes ``start`` to ``end`` of a file as a container of this kind.

    Raises:
        AudioError: ``audio_undecodable``.
    """
    return _open(_Window(file, start, end), kind.demuxer, kind.name, {})


def open_samples(file: BinaryIO, name: str, pcm: PcmHeader) -> Any:
    """Open the uncompressed sound of a file as what its header says it is.

    Raises:
        AudioError: ``audio_undecodable``.
    """
    assert pcm.encoding is not None
    whole_frames = min(pcm.sound_bytes, pcm.present_bytes) // pcm.frame_bytes * pcm.frame_bytes
    window = _Window(file, pcm.data_offset, pcm.data_offset + whole_frames)
    options = {"sample_rate": str(pcm.sample_rate_hz), "ch_layout": f"{pcm.channels}C"}
    return _open(window, pcm.encoding, name, options)


def _open(window: _Window, demuxer: str, name: str, options: dict[str, str]) -> Any:
    try:
        return av.open(
            window,
            format=demuxer,
            options=options,
            container_options=CONTAINER_OPTIONS,
            metadata_errors="replace",
            buffer_size=_BUFFER_BYTES,
        )
    except (av.FFmpegError, ValueError) as error:
        raise AudioError("audio_undecodable", f"The file looks like {name} but cannot be read.") from error


def choose_stream(container: Any, remarks: RemarkList) -> Any:
    """Return the stream of sound that the file marks as its default, else the first; of several, say which.

    Raises:
        AudioError: ``audio_undecodable`` where none can be decoded.
    """
    tracks = list(container.streams.audio)
    readable = [track for track in tracks if track.codec_context and track.codec_context.name in _DECODERS]
    if not readable:
        encodings = sorted({track.codec_context.codec.canonical_name for track in tracks if track.codec_context})
        what = (
            f"sound only as {' and '.join(encodings)}, which is not read" if encodings else "no sound that can be read"
        )
        raise AudioError("audio_undecodable", f"The file holds {what}.")
    stream = next((track for track in readable if track.disposition & Disposition.default), readable[0])
    for other in container.streams:
        if other is not stream:
            other.discard = Discard.all
    if len(tracks) > 1:
        named = stream.metadata.get("title") or stream.metadata.get("language", "")
        remarks.note(
            "audio_track_chosen",
            f"The file has {len(tracks)} tracks of sound; number {tracks.index(stream) + 1}"
            f"{f' ({named[:60]})' if named else ''} was read, "
            f"{'its default' if stream.disposition & Disposition.default else 'the first that can be'}.",
        )
    return stream


def read_packets(container: Any, stream: Any) -> Iterator[Any]:
    """Yield a stream's packets in their order.

    Raises:
        AudioError: ``audio_corrupt`` where the container cannot be followed to its end.
    """
    try:
        yield from container.demux(stream)
    except (av.FFmpegError, ValueError) as error:
        raise AudioError("audio_corrupt", "The file is damaged and cannot be read to its end.") from error

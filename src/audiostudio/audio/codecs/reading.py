"""Decodes any sound file in bounded blocks: the parts of which it consists, one after the other."""

from collections.abc import Callable, Iterator
from os import fstat
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

import av
import numpy as np

from audiostudio.audio.codecs.aiff_header import read_aiff_header
from audiostudio.audio.codecs.au_header import read_au_header
from audiostudio.audio.codecs.caf_header import read_caf_header
from audiostudio.audio.codecs.covers import Cover, attached_cover
from audiostudio.audio.codecs.demuxing import open_container
from audiostudio.audio.codecs.part_reader import PartReader, truncated
from audiostudio.audio.codecs.parts import Part, find_parts
from audiostudio.audio.codecs.pcm_header import PcmHeader
from audiostudio.audio.codecs.remarks import RemarkList
from audiostudio.audio.codecs.sniffing import AIFF, AU, CAF, W64, WAV, Container, sniff
from audiostudio.audio.codecs.wav_header import read_w64_header, read_wav_header
from audiostudio.audio.errors import AudioError
from audiostudio.audio.types import Audio

# Containers of uncompressed sound whose headers are read here.
_HEADERS: dict[Container, Callable[[BinaryIO, int], PcmHeader | None]] = {
    WAV: read_wav_header,
    W64: read_w64_header,
    AIFF: read_aiff_header,
    AU: read_au_header,
    CAF: read_caf_header,
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
        missing_s: seconds of sound that the header announces and the file lacks, as far as this is known at once.
        codec: name of the encoding (``pcm_s16le``, ``mp3``).
        container: name of the file format (``WAV``, ``MP4``).
        media_type: MIME type of the file.
        tags: title, artist and so on, by lower-case name.
        decoded_frames: frames that `blocks` has yielded so far.
        remarks: what a person should know of the file, as far as it was read.
    """

    def __init__(self, path: Path) -> None:
        self.remarks = RemarkList(path)
        self._file = path.open("rb")
        self._part: PartReader | None = None
        try:
            self._open()
        except BaseException:
            self.close()
            raise

    def _open(self) -> None:
        self._kind, self._start = sniff(self._file)
        self._size_bytes = fstat(self._file.fileno()).st_size
        self._parts = find_parts(self._file, self._kind, self._size_bytes)
        self.container, self.media_type = self._kind.name, self._kind.media_type
        first = self._part = self._opened(self._parts[0])
        self.sample_rate_hz, self.channels = first.sample_rate_hz, first.channels
        self.codec, self.tags, self.missing_s = first.codec, first.tags, first.missing_s
        self.decoded_frames = 0
        self._set_lengths([first, *map(self._probed, self._parts[1:])])
        if len(self._parts) > 1:
            self.remarks.note(
                "audio_joined", f"The file is {len(self._parts)} recordings in a row, which were read as one."
            )

    def _opened(self, part: Part) -> PartReader:
        read_header = _HEADERS.get(self._kind)
        pcm = read_header(self._file, self._start) if read_header else None
        return PartReader(self._file, self._kind, part, self._start, pcm, self.remarks)

    def _set_lengths(self, parts: list[PartReader]) -> None:
        exact = [part.frames for part in parts if part.frames is not None]
        stated = [part.stated_frames for part in parts if part.stated_frames is not None]
        delay_s = sum(part.delay_frames for part in parts) / self.sample_rate_hz
        self.frames: int | None = sum(exact) if len(exact) == len(parts) else None
        self.claimed_duration_s: float | None = None
        self.duration_s = delay_s + sum(part.estimated_s for part in parts)
        if len(stated) == len(parts) and any(stated):
            self.duration_s = self.claimed_duration_s = delay_s + sum(stated) / self.sample_rate_hz
        if self.frames is not None:
            self.duration_s = self.frames / self.sample_rate_hz

    def _probed(self, part: Part) -> PartReader:
        """Return a later part, opened and closed again.

        Raises:
            AudioError: ``audio_corrupt`` where it cannot follow the first.
        """
        reader = self._opened(part)
        reader.close()
        if (reader.sample_rate_hz, reader.channels) != (self.sample_rate_hz, self.channels):
            raise AudioError(
                "audio_corrupt",
                f"The file is {len(self._parts)} recordings in a row whose sample rate or number of channels changes: "
                f"{self.sample_rate_hz:,} Hz and {self.channels}, then {reader.sample_rate_hz:,} Hz and "
                f"{reader.channels}. Convert them one by one.",
            )
        return reader

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, tb: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        if self._part is not None:
            self._part.close()
        self._file.close()

    def blocks(self, frames: int = 65_536) -> Iterator[Audio]:
        """Yield the sound once, in order, without the encoder's padding where the file tells of it.

        Args:
            frames: length of each block but the last.

        Yields:
            ``(channels, frames)`` float32 in the file's own rate, full scale being 1; float files may exceed it.

        Raises:
            AudioError: ``audio_truncated`` at once where the header tells, else this, ``audio_corrupt`` or
                ``audio_not_finite`` at the place where it is so.
        """
        if self.missing_s:
            raise truncated(self.duration_s - self.missing_s, self.duration_s)
        block = np.empty((self.channels, frames), np.float32)
        filled = 0
        for piece in self._pieces():
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
        if self.decoded_frames == 0:
            raise AudioError("audio_empty", "The file holds no sound.")

    def _pieces(self) -> Iterator[Audio]:
        assert self._part is not None
        self._waiting_frames = 0  # decoded, and not yet in a block
        while True:
            for piece in self._part.pieces():
                self._waiting_frames += piece.shape[1]
                yield piece
            self._parts.pop(0)
            if not self._parts:
                return
            self._part.close()
            self._part = self._opened(self._parts[0])

    def remaining_frames(self, limit_s: float) -> int:
        """Return how many frames follow those that `blocks` has yielded, read without decoding until past ``limit_s``.

        Raises:
            AudioError: ``audio_corrupt`` where the file's packets cannot be followed.
        """
        assert self._part is not None
        total = self._waiting_frames + self._part.remaining_frames(limit_s)
        for part in self._parts[1:]:
            if total > limit_s * self.sample_rate_hz:
                break
            reader = self._opened(part)
            total += reader.remaining_frames(limit_s)
            reader.close()
        return total

    def _counted(self, block: Audio) -> Audio:
        if not np.isfinite(block).all():
            at_s = self.decoded_frames / self.sample_rate_hz
            raise AudioError("audio_not_finite", f"The sound holds values that are no numbers, near {at_s:.1f} s.")
        self.decoded_frames += block.shape[1]
        self._waiting_frames -= block.shape[1]
        return block


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
        kind, _ = sniff(file)
        with open_container(file, kind, 0, fstat(file.fileno()).st_size) as container:
            try:
                return attached_cover(container)
            except (av.FFmpegError, ValueError):
                return None

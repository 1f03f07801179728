"""Decodes one encoded sound of a file, from its priming to its padded end."""

import re
from collections.abc import Iterator
from itertools import chain
from typing import Any, BinaryIO

import av
import numpy as np
from av.codec.context import Flags2

from audiostudio.audio.codecs.demuxing import LOSSLESS, LOSSY, choose_stream, open_container, open_samples, read_packets
from audiostudio.audio.codecs.formats import check_shape
from audiostudio.audio.codecs.mpeg_frames import fails_its_crc
from audiostudio.audio.codecs.parts import Part
from audiostudio.audio.codecs.pcm_header import PcmHeader
from audiostudio.audio.codecs.pyav_layouts import disown_layout
from audiostudio.audio.codecs.remarks import RemarkList
from audiostudio.audio.codecs.samples import FlacChecksum, as_float, stored_samples
from audiostudio.audio.codecs.sniffing import ADTS, AMR, ASF, CAF, MATROSKA, MP4, OGG, W64, WEBM, Container
from audiostudio.audio.codecs.stated_length import counts_its_frames
from audiostudio.audio.codecs.tags import unify_tags
from audiostudio.audio.errors import AudioError
from audiostudio.audio.types import Audio

# Players skip a damaged packet of a lossy stream (a cut at the start, a tag at the end); more than these is corruption.
_TOLERATED_DAMAGED_PACKETS = 8
# An MP4's edit list, or Vorbis' last page, ends before the last packet; less than this beyond it is padding.
_LONGEST_TAIL_FRAMES = 4096
# Writers of WAV miscount by a block now and then, and others count in whole packets; beyond these a file was cut.
MISSING_TOLERANCE_S = 0.05
_LOSSY_MISSING_TOLERANCE_S = 0.2
# Sound that begins later than this in its film does so on purpose, and much later by a header that is wrong.
_LEAST_DELAY_S, _LONGEST_DELAY_S = 0.01, 3600.0
# Times of frames are rounded to milliseconds in some containers; beyond this something lies between two.
_LONGEST_GAP_S = 0.015
_SILENCE_FRAMES = 65_536


class PartReader:
    """A part of a sound file being decoded.

    Attributes:
        sample_rate_hz: its rate.
        channels: its channel count.
        codec: name of the encoding.
        tags: by unified name.
        frames: frames in it where its container counts them exactly, else ``None``.
        stated_frames: what its header says, unchecked; ``None`` where it says nothing.
        estimated_s: its length in seconds as far as FFmpeg can guess.
        delay_frames: silence that precedes it on its file's timeline, in none of the above.
        decoded_frames: frames decoded so far, those not yet taken from `pieces` included.
    """

    def __init__(
        self, file: BinaryIO, kind: Container, part: Part, start: int, pcm: PcmHeader | None, remarks: RemarkList
    ) -> None:
        self._kind, self._part, self._pcm, self._remarks = kind, part, pcm, remarks
        if pcm is not None:
            check_shape(pcm.channels, pcm.sample_rate_hz)  # FFmpeg refuses a WAV of 0 Hz without saying why
        samples = pcm if pcm is not None and pcm.encoding is not None else None
        self._container = (
            open_samples(file, kind.name, samples) if samples else open_container(file, kind, part.start, part.end)
        )
        try:
            self._open(counts_its_frames(file, kind, start))
            self.tags = _chunk_tags(file, kind, part) if samples else self._tags()
        except BaseException:
            self.close()
            raise

    def _open(self, counts_frames: bool) -> None:
        self._stream = choose_stream(self._container, self._remarks)
        context = self._stream.codec_context
        self.codec: str = context.codec.canonical_name
        self._is_lossy = context.name in LOSSY
        if context.name in ("flac", "wavpack", "ape", "tta"):
            context.options = {"err_detect": "crccheck+explode"}
        self._is_ogg_vorbis = self._kind is OGG and context.name == "vorbis"
        self._is_packed_caf = self._kind is CAF and context.name in LOSSLESS
        # FFmpeg cuts 128 frames too many from Vorbis of one page, and a last packet of ALAC that is short already.
        if self._is_ogg_vorbis or self._is_packed_caf:
            context.flags2 |= Flags2.skip_manual
        self._md5 = FlacChecksum(bytes(context.extradata or b"")) if context.name == "flac" else None
        self._is_mp3 = self.codec == "mp3"
        self.frames: int | None = None
        self.decoded_frames = self._damaged_packets = self._primed_frames = 0
        self._position_s: float | None = None
        self._packets = read_packets(self._container, self._stream)
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
        self._set_lengths(counts_frames)
        self._remark_on_header()

    def _set_lengths(self, counts_frames: bool) -> None:
        pcm, stream = self._pcm, self._stream
        self.delay_frames = self._delay()
        duration_s = float(stream.duration * stream.time_base) if (stream.duration or 0) > 0 else None
        self.estimated_s = duration_s or (self._container.duration or 0) / av.time_base
        if self._kind in (ADTS, AMR) or not self._part.states_length or (self._kind is W64 and self._is_lossy):
            duration_s = None  # FFmpeg's guess by the bit rate, or its misreading of a 64-bit count
        elif duration_s is None and self._kind in (MATROSKA, WEBM):
            duration_s = self._matroska_duration_s()
        self.stated_frames = None if duration_s is None else round(duration_s * self.sample_rate_hz)
        if self.stated_frames and (self._kind is OGG or (self._kind is MP4 and not stream.frames)):
            self.stated_frames = max(1, self.stated_frames - self._primed_frames)
        if pcm is not None and pcm.encoding is not None:
            present_bytes = pcm.sound_bytes if self.missing_s else min(pcm.sound_bytes, pcm.present_bytes)
            self.frames = self.stated_frames = present_bytes // pcm.frame_bytes
        elif self._kind is OGG and self._md5 is not None and self._md5.stated_frames:
            self.stated_frames = self._md5.stated_frames  # its last pages may be missing, or it was cut on purpose
        elif self._kind.is_exact and not counts_frames:
            self.stated_frames = None
        elif self._kind.is_exact and pcm is None and not self._is_packed_caf and not self._is_lossy:
            self.frames = self.stated_frames
        is_adpcm = pcm is not None and self.codec.startswith("adpcm")
        is_padded = self._kind is MP4 or self._is_ogg_vorbis or self._is_packed_caf or is_adpcm
        self._padded_end = self.stated_frames if is_padded else None

    def _matroska_duration_s(self) -> float | None:
        """Return how long the track lasts by its own tag, or by the file's header where it is the only one."""
        if tag := re.fullmatch(r"(\d+):(\d\d):(\d\d\.\d+)", self._stream.metadata.get("DURATION", "")):
            hours, minutes, seconds = map(float, tag.groups())
            end_s = 3600 * hours + 60 * minutes + seconds  # on the file's timeline
            start_s = float((self._stream.start_time or 0) * self._stream.time_base)
            return end_s - start_s if end_s > start_s else None
        only_one = len(self._container.streams) == 1
        return (self._container.duration or 0) / av.time_base or None if only_one else None

    def _delay(self) -> int:
        """Return how many frames of silence precede the sound on its file's timeline."""
        stream, container = self._stream, self._container
        if self._kind not in (MP4, MATROSKA, WEBM, ASF) or not stream.start_time:
            return 0
        # A film that was recorded or cut to fragments may begin anywhere; its earliest stream is its beginning.
        origin_s = 0.0 if self._kind is MP4 and stream.frames else (container.start_time or 0) / av.time_base
        delay_s = float(stream.start_time * stream.time_base) - origin_s
        return round(delay_s * self.sample_rate_hz) if _LEAST_DELAY_S <= delay_s <= _LONGEST_DELAY_S else 0

    def _remark_on_header(self) -> None:
        pcm, part = self._pcm, self._part
        if pcm is not None and pcm.unclaimed_s > MISSING_TOLERANCE_S:
            self._remarks.note(
                "audio_continues",
                f"The header announces {pcm.sound_bytes / max(1, pcm.bytes_per_s):.1f} s of sound, and what may be "
                f"another {pcm.unclaimed_s:.1f} s follow; only what is announced was read.",
            )
        if not part.is_closed:
            self._remarks.note("audio_cut_short", "The sound ends without its closing mark: it may have been cut.")
        if part.has_gaps:
            self._remarks.note("audio_partly_damaged", "Parts of the sound are missing in the file and were skipped.")
        if self.delay_frames:
            delay_s = self.delay_frames / self.sample_rate_hz
            self._remarks.note(
                "audio_delayed", f"The sound begins {delay_s:.2f} s after its film; silence was put before it."
            )

    def _tags(self) -> dict[str, str]:
        return unify_tags({**self._stream.metadata, **self._container.metadata})

    def close(self) -> None:
        """Close the decoder."""
        self._container.close()

    @property
    def missing_s(self) -> float:
        """Seconds of sound that the header announces and that are not in the file, as far as it is known at once."""
        missing_s = self._pcm.missing_s if self._pcm is not None else 0.0
        return missing_s if missing_s > MISSING_TOLERANCE_S else 0.0

    def pieces(self) -> Iterator[Audio]:
        """Yield the sound once, in order, without the encoder's padding where the file tells of it.

        Raises:
            AudioError: ``audio_corrupt`` or ``audio_truncated``.
        """
        for start in range(0, self.delay_frames, _SILENCE_FRAMES):
            yield np.zeros((self.channels, min(_SILENCE_FRAMES, self.delay_frames - start)), np.float32)
        yielded = 0
        for piece in self._trimmed(self._decoded()):
            yielded += piece.shape[1]
            yield piece
        self._check_end(yielded)

    def remaining_frames(self, limit_s: float) -> int:
        """Return how many frames follow those decoded so far, read without decoding until past ``limit_s``.

        Raises:
            AudioError: ``audio_corrupt`` where the packets cannot be followed.
        """
        total_s = end_s = 0.0
        if not self.decoded_frames:
            total_s = self._first_frame.samples / self.sample_rate_hz
        try:
            for packet in self._packets:
                base = float(packet.time_base)
                start_skip, end_skip = _skipped_frames(packet)
                length_s = (packet.duration or 0) * base - (start_skip + end_skip) / self.sample_rate_hz
                total_s += length_s
                # Durations of packets are rounded in some containers and unknown in others; their times are better.
                if packet.pts is not None and self._position_s is not None:
                    end_s = packet.pts * base + length_s - self._position_s
                if max(total_s, end_s) > limit_s:
                    break
        except AudioError:
            missing = (self.frames or 0) - self.decoded_frames - total_s * self.sample_rate_hz
            if self.frames is None or missing > MISSING_TOLERANCE_S * self.sample_rate_hz:
                raise  # else it lies behind an exact end, and is not the sound's
        remaining = round(max(total_s, end_s) * self.sample_rate_hz)
        expected = self.stated_frames and self.stated_frames - self.decoded_frames
        if expected is not None and abs(remaining - expected) <= _LOSSY_MISSING_TOLERANCE_S * self.sample_rate_hz:
            return max(0, expected)
        self._check_length(self.decoded_frames + remaining)
        return remaining

    def _check_length(self, frames: int) -> None:
        stated, is_counted = self.stated_frames, self._md5 is not None and self._kind is OGG
        tolerance_s = MISSING_TOLERANCE_S if is_counted else _LOSSY_MISSING_TOLERANCE_S
        if stated is not None and stated - frames > tolerance_s * self.sample_rate_hz:
            self._remarks.note(
                "audio_cut_short",
                f"The sound ends after {frames / self.sample_rate_hz:.1f} s of the "
                f"{stated / self.sample_rate_hz:.1f} s that the file announces; what is there was read.",
            )

    def _check_end(self, yielded: int) -> None:
        if self.frames is not None and yielded < self.frames:
            raise truncated(yielded / self.sample_rate_hz, self.frames / self.sample_rate_hz)
        self._check_length(yielded)
        if self._md5 is not None and self._md5.differs(yielded):
            self._remarks.note(
                "audio_checksum_failed",
                "The sound is not that of the checksum (MD5) in its FLAC file: it was changed after it was encoded.",
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
        try:
            for piece in pieces:
                inside = max(0, min(piece.shape[1], end - position))
                position += piece.shape[1]
                if inside:
                    yield piece[:, :inside]
                if position > end:
                    tail.append(piece[:, inside:])
                if position - end > _LONGEST_TAIL_FRAMES:
                    break
        except AudioError:
            if self.frames is None or position < end:
                raise
            position = end + _LONGEST_TAIL_FRAMES + 1  # what follows is no padding, whatever it is
        if position - end <= _LONGEST_TAIL_FRAMES:
            return
        if self.frames is None:
            yield from tail
            yield from pieces
        else:
            self._remarks.note(
                "audio_continues", "More sound follows after the end that the file announces; it was left out."
            )

    def _decoded(self) -> Iterator[Audio]:
        full_scale = np.float32(1.0 if self._pcm is None else self._pcm.full_scale)
        for frame in chain([self._first_frame], self._frames_of_codec):
            if frame.sample_rate != self.sample_rate_hz or frame.layout.nb_channels != self.channels:
                raise AudioError(
                    "audio_corrupt",
                    "The sample rate or the number of channels changes within the file; convert it first.",
                )
            self.decoded_frames += frame.samples
            self._follow(frame)
            samples = stored_samples(frame)
            if self._md5 is not None:
                self._md5.feed(samples)
            floats = as_float(samples, frame.format.name)
            yield floats if full_scale == 1 else floats / full_scale

    def _follow(self, frame: Any) -> None:
        """Keep where the sound is on its file's timeline, and remark on a gap, as where a page of Ogg is damaged."""
        if frame.pts is None or not frame.time_base:
            return
        start_s = float(frame.pts * frame.time_base)
        is_gap = self._position_s is not None and start_s - self._position_s > _LONGEST_GAP_S
        if is_gap and self._kind in (OGG, MP4, MATROSKA, WEBM):
            self._remarks.note("audio_partly_damaged", "Parts of the sound are missing in the file and were skipped.")
        self._position_s = start_s + frame.samples / frame.sample_rate

    def _decode_packets(self) -> Iterator[Any]:
        any_decoded, skipped = False, 0
        for packet in self._packets:
            if self._is_mp3 and fails_its_crc(bytes(packet)):
                self._remarks.note("audio_checksum_failed", "Frames of the sound differ from their checksums (CRC).")
            if not any_decoded and not self._primed_frames:
                self._primed_frames = _skipped_frames(packet)[0]
            try:
                frames = packet.decode()
            except (av.FFmpegError, ValueError) as error:
                self._damaged_packets += 1
                if self._is_lossy and self._damaged_packets <= _TOLERATED_DAMAGED_PACKETS:
                    skipped += any_decoded
                    continue
                if self.frames is not None and not any(later.size for later in self._packets):
                    return  # the last packet of a file that was cut: `_check_end` says so
                raise AudioError("audio_corrupt", "The sound is damaged and cannot be decoded.") from error
            for frame in frames:
                disown_layout(frame.layout)
                if frame.samples:
                    if skipped:  # not at the beginning, and not at the end
                        self._remarks.note("audio_partly_damaged", "Parts of the sound are damaged and were skipped.")
                    any_decoded = True
                    yield frame


def _chunk_tags(file: BinaryIO, kind: Container, part: Part) -> dict[str, str]:
    """Return the tags in a file's chunks; none where FFmpeg does not find its way through them."""
    try:
        with open_container(file, kind, part.start, part.end) as container:
            stream = next(iter(container.streams.audio), None)
            return unify_tags({**(stream.metadata if stream else {}), **container.metadata})
    except AudioError:
        return {}


def _skipped_frames(packet: Any) -> tuple[int, int]:
    """Return how many frames of a packet are not to be heard, at its start and at its end."""
    if not packet.has_sidedata("skip_samples"):
        return 0, 0
    data = bytes(packet.get_sidedata("skip_samples"))
    return int.from_bytes(data[:4], "little"), int.from_bytes(data[4:8], "little")


def truncated(present_s: float, claimed_s: float) -> AudioError:
    """Return the refusal of a file that was cut."""
    return AudioError(
        "audio_truncated",
        f"The file ends after {present_s:.1f} s of the {claimed_s:.1f} s it announces; send it again.",
    )

"""What the header of a file of uncompressed samples says, so that they are decoded as that and by no guess."""

from dataclasses import dataclass

# FFmpeg's names of the layouts that uncompressed samples may have.
_LAYOUTS = ("s16", "s24", "s32", "f32", "f64")
ENCODINGS = ("u8", "s8", "alaw", "mulaw", *(f"{layout}{order}" for layout in _LAYOUTS for order in ("le", "be")))
_SAMPLE_BYTES = {"u8": 1, "s8": 1, "alaw": 1, "mulaw": 1}


@dataclass(frozen=True)
class PcmHeader:
    """What a file says of itself, beside the bytes that are there.

    Attributes:
        channels: as claimed, 0 included.
        sample_rate_hz: as claimed, 0 included.
        encoding: one of `ENCODINGS`; ``None`` where the sound is compressed.
        bytes_per_s: of the sound, as claimed where it is compressed.
        data_offset: where the sound begins in the file.
        claimed_bytes: size of the sound; ``None`` where the writer left it open (a stream).
        present_bytes: bytes from there to the end of the file.
        unclaimed_bytes: bytes behind the sound that belong to no chunk, and so may be more of it.
        full_scale: value of full scale in floating-point samples.
    """

    channels: int
    sample_rate_hz: int
    encoding: str | None
    bytes_per_s: int
    data_offset: int
    claimed_bytes: int | None
    present_bytes: int
    unclaimed_bytes: int = 0
    full_scale: float = 1.0

    @property
    def frame_bytes(self) -> int:
        """Bytes of one frame of uncompressed sound."""
        return self.channels * sample_bytes(self.encoding) if self.encoding else 0

    @property
    def sound_bytes(self) -> int:
        """Size of the sound as claimed, or as present where the claim is open."""
        return self.present_bytes if self.claimed_bytes is None else self.claimed_bytes

    @property
    def missing_s(self) -> float:
        """Seconds of sound that were announced and are not there."""
        return max(0, self.sound_bytes - self.present_bytes) / max(1, self.bytes_per_s)

    @property
    def unclaimed_s(self) -> float:
        """Seconds that what follows the sound would last if it were sound."""
        return self.unclaimed_bytes / max(1, self.bytes_per_s)


def sample_bytes(encoding: str) -> int:
    """Return the bytes of one sample in one of `ENCODINGS`."""
    return _SAMPLE_BYTES.get(encoding) or int(encoding[1:3]) // 8

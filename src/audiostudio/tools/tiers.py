"""The three tiers of service and what each may ask for; the numbers are the product's published table."""

from dataclasses import dataclass
from enum import StrEnum


class Tier(StrEnum):
    """A workspace's level of service."""

    FREE = "Free"
    PRO = "Pro"
    ADVANCED = "Advanced"


@dataclass(frozen=True)
class TierLimits:
    """What one tier allows."""

    formats: tuple[str, ...]
    sample_rates_hz: tuple[int, ...]
    processing: str
    max_file_size_mb: int
    queue_priority: int

    @property
    def max_file_size_bytes(self) -> int:
        """The largest upload in bytes, a megabyte being 2**20 bytes."""
        return self.max_file_size_mb * 1024 * 1024


LIMITS: dict[Tier, TierLimits] = {
    Tier.FREE: TierLimits(("WAV", "MP3"), (44_100, 48_000), "Basic mastering", 50, 0),
    Tier.PRO: TierLimits(
        ("WAV", "MP3", "FLAC", "AIFF"),
        (44_100, 48_000, 96_000),
        "Advanced mastering + stereo widening",
        200,
        10,
    ),
    Tier.ADVANCED: TierLimits(
        ("WAV", "MP3", "FLAC", "AIFF", "AAC", "OGG"),
        (44_100, 48_000, 96_000, 192_000),
        "Premium mastering + all advanced features",
        500,
        20,
    ),
}

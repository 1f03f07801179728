"""The plans there are: what each allows is data here, and no other room asks for a plan by its name."""

from dataclasses import dataclass
from enum import StrEnum

from audiostudio.audio.mastering.processing import Processing
from audiostudio.kit.auth.subject import Subject
from audiostudio.settings import Settings
from audiostudio.tools.entitlements import EVERYTHING, Entitlements


class Tier(StrEnum):
    """A workspace's level of service."""

    FREE = "Free"
    PRO = "Pro"
    ADVANCED = "Advanced"


@dataclass(frozen=True)
class Plan:
    """What a workspace of one tier gets.

    Attributes:
        tier: the plan's name, as the API tells it.
        entitlements: what its tools may be asked for.
        processing: what mastering does for it, as it is published.
        max_file_size_mb: the largest file that may be sent, a megabyte being 2**20 bytes.
        storage_quota_mb: what it may keep in all, uploads and what jobs made included.
        queue_weight: how often its workspaces have their turn in the queue, beside those of other plans.
        max_waiting_jobs: how many jobs of one workspace may wait at once.
        request_rate_limit: how many requests one workspace may send.
        seats: how many people a team has room for, those invited included.
    """

    tier: Tier
    entitlements: Entitlements
    processing: str
    max_file_size_mb: int
    storage_quota_mb: int
    queue_weight: int
    max_waiting_jobs: int
    request_rate_limit: str
    seats: int

    @property
    def max_file_size_bytes(self) -> int:
        """The largest file in bytes."""
        return self.max_file_size_mb * 1024 * 1024


# The product's published table, from the least to the most.
PLANS: dict[Tier, Plan] = {
    Tier.FREE: Plan(
        Tier.FREE,
        Entitlements(Tier.FREE.value, ("WAV", "MP3"), (44_100, 48_000), Processing.BASIC),
        "Basic mastering",
        max_file_size_mb=50,
        storage_quota_mb=10 * 1024,
        queue_weight=1,
        max_waiting_jobs=500,
        request_rate_limit="600/minute",
        seats=3,
    ),
    Tier.PRO: Plan(
        Tier.PRO,
        Entitlements(Tier.PRO.value, ("WAV", "MP3", "FLAC", "AIFF"), (44_100, 48_000, 96_000), Processing.ADVANCED),
        "Advanced mastering + stereo widening",
        max_file_size_mb=200,
        storage_quota_mb=100 * 1024,
        queue_weight=2,
        max_waiting_jobs=2000,
        request_rate_limit="2400/minute",
        seats=10,
    ),
    Tier.ADVANCED: Plan(
        Tier.ADVANCED,
        EVERYTHING,
        "Premium mastering + all advanced features",
        max_file_size_mb=500,
        storage_quota_mb=1000 * 1024,
        queue_weight=4,
        max_waiting_jobs=5000,
        request_rate_limit="12000/minute",
        seats=50,
    ),
}


def storage_quota_bytes(settings: Settings, plan: Plan, subject: Subject) -> int | None:
    """Return what a subject's workspace may keep under its plan; None for the operator's own backend, which may all."""
    if subject.is_service:
        return None
    megabytes = plan.storage_quota_mb if settings.storage_quota_mb is None else settings.storage_quota_mb
    return megabytes * 2**20


def tiers_up_to(tier: Tier) -> list[Tier]:
    """Return ``tier`` and those below it."""
    tiers = list(PLANS)
    return tiers[: tiers.index(tier) + 1]

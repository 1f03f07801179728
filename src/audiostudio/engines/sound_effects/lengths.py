"""How long an event is that was given no length."""

from audiostudio.engines.sound_effects.catalogue import KINDS, Kind
from audiostudio.engines.sound_effects.plan import EffectEvent


def natural_duration_s(event: EffectEvent) -> float:
    """Return how long an event is that was given no length."""
    kind = KINDS[event.kind]
    if kind.style == "repeating":
        count = event.count or max(1, round(kind.duration_s / kind.gap_s))
        return max(
            kind.duration_s if event.count is None else 0.0, (count - 1) * kind.gap_s * 1.3 + 0.5 + _ring_s(kind)
        )
    return kind.duration_s


def _ring_s(kind: Kind) -> float:
    return max(0.0, kind.duration_s - kind.gap_s) if kind.duration_s < 2 * kind.gap_s + 3 else 0.5

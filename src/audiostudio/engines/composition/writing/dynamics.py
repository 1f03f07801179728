"""Says how hard notes are struck: by the section's energy, the place in the bar and the part's own weight."""

from audiostudio.engines.composition.writing.context import SectionContext

_SOFTEST, _HARDEST = 8, 127
_BY_WEIGHT = (-9, -5, 0, 3, 7)
_AT_REST, _OF_ENERGY = 52, 46
_UNDER_VOICE = -14


def velocity(context: SectionContext, weight: int, offset: float = 0.0) -> int:
    """Return a velocity, 8 to 127.

    Args:
        context: whose energy counts.
        weight: metrical place, 0 to 4, as `BarGrid.weight` gives it.
        offset: louder or softer than usual.
    """
    under = _UNDER_VOICE if context.under_voice else 0
    # Under a voice accents would draw the ear, so that places weigh half.
    place = _BY_WEIGHT[weight] * (0.5 if context.under_voice else 1.0)
    level = _AT_REST + _OF_ENERGY * context.energy + place + offset + under
    return max(_SOFTEST, min(_HARDEST, round(level)))

"""Writes the rolls that hats of trap break into."""

from audiostudio.engines.composition.chance import pick, share
from audiostudio.engines.composition.writing.context import SectionContext
from audiostudio.engines.composition.writing.rhythm.hits import Hit, without
from audiostudio.engines.composition.writing.rhythm.percussion_keys import HAT
from audiostudio.engines.composition.writing.rhythm.step_patterns import quarters_per_beat

# Where in a bar of quarters a roll may begin, and how long it lasts; the last leads into the next bar.
_PLACES = ((0.5, 0.5), (1.5, 0.5), (2.5, 0.5), (3.0, 1.0), (3.5, 0.5), (1.0, 0.5), (2.75, 0.25))
# Strokes a quarter: sixteenths, their triplets, thirty-seconds, and their triplets for the shortest.
_RATES = (6, 8, 6, 8, 12)
_CHANCE_BY_LEVEL = (0.25, 0.7, 1.0)


def with_hat_rolls(hits: list[Hit], context: SectionContext, index: int, level: int) -> list[Hit]:
    """Return the strokes of a bar with a roll or two of hats where the piece likes them; odd bars have the longer ones.

    Args:
        hits: of the bar.
        context: the section.
        index: of the bar.
        level: of the groove: the fuller, the more rolls.
    """
    if not any(hit.key == HAT for hit in hits):
        return hits
    start, end = context.bar_starts_beats[index : index + 2]
    quarters = quarters_per_beat(context.metre)
    for roll in range(1 + level):
        if share(context.seed, "rolls", index, roll) > _CHANCE_BY_LEVEL[level]:
            continue
        # Each piece has a few favourite places and comes back to them.
        favourite = pick(range(3), context.seed, "favourite", index % 4, roll)
        offset, length = pick(_PLACES, context.theme_seed, "place", index % 2, favourite)
        rate = pick(_RATES, context.theme_seed, "rate", index % 2, favourite)
        first = start + offset / quarters
        last = first + length / quarters
        if last > end + 1e-6:
            continue
        rises = share(context.theme_seed, "rises", favourite) < 0.6
        count = max(2, round(rate * length))
        hits = without(hits, frozenset({HAT}), first, last)
        for at in range(count):
            way = at / (count - 1) if rises else 1 - at / (count - 1)
            hits.append(Hit(first + (last - first) * at / count, HAT, 0.4 + 0.4 * way))
    return hits

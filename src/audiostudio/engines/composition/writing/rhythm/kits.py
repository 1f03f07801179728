"""Plays on a kit what it has: no hi-hat stands in an orchestra, and brushes do not click on rims."""

from collections.abc import Iterable
from dataclasses import replace

from audiostudio.engines.composition.writing.rhythm.hits import Hit
from audiostudio.engines.composition.writing.rhythm.percussion_keys import PERCUSSION_KEYS

# A line another is played on, or None where it is left out.
_INSTEAD: dict[str, dict[str, str | None]] = {
    "orchestral_kit": {
        "hat": "tambourine",
        "open": "triangle",
        "pedal": None,
        "ride": "open_triangle",
        "bell": "triangle",
        "china": "second_crash",
        "crash": "second_crash",
        "splash": "second_crash",
        "rim": "snare",
        "clap": "snare",
        "swirl": None,
        "cowbell": "triangle",
        "high_timbale": "snare",
        "low_timbale": "low_tom",
    },
    "brush_kit": {"rim": "snare", "clap": "snare", "china": "crash"},
}
_OTHERS: dict[str, str | None] = {"swirl": None}
# A rim's click becomes a soft tap where there is none.
_SOFTER = 0.8


def fitted_to_kit(hits: Iterable[Hit], instrument: str) -> list[Hit]:
    """Return strokes on what a kit has."""
    instead = _INSTEAD.get(instrument, _OTHERS)
    keys = {PERCUSSION_KEYS[name]: None if new is None else PERCUSSION_KEYS[new] for name, new in instead.items()}
    fitted = []
    for hit in hits:
        new = keys.get(hit.key, hit.key)
        if new is not None:
            fitted.append(hit if new == hit.key else replace(hit, key=new, strength=hit.strength * _SOFTER))
    return fitted

"""How hard and which key a note is shapes its sound: the modulators of SoundFonts.

SoundFont Technical Specification 2.04, sections 8.2 to 8.4 and 9.5.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

_VELOCITY, _KEY = 2, 3
_IS_CONTROLLER, _IS_FALLING, _IS_BIPOLAR = 0x80, 0x100, 0x200
_LINEAR, _CONCAVE, _CONVEX, _SWITCH = range(4)
_ABSOLUTE_VALUE = 2
# Breath, volume and expression open, pan in the middle; what else a sequencer may send is as at its start. Loudness and
# vibrato of a performance are applied by the sampler itself.
_CONTROLLERS = {2: 127, 7: 127, 10: 64, 11: 127}

INITIAL_FILTER_CUTOFF, INITIAL_ATTENUATION = 8, 48


@dataclass(frozen=True)
class Modulator:
    """Adds to a generator what a source says.

    Attributes:
        source, amount_source: controller, curve, direction and polarity in the file's coding; 0 is none.
        target: the generator it adds to.
        amount: what it adds at most, in the generator's unit.
        transform: 0, or 2 for the absolute value.
    """

    source: int
    target: int
    amount: float
    amount_source: int = 0
    transform: int = 0

    @property
    def identity(self) -> tuple[int, int, int]:
        """What two modulators have in common of which the later replaces the earlier."""
        return self.source, self.target, self.amount_source

    def value(self, key: int, velocity: int) -> float:
        """Return what it adds for a note, in the generator's unit."""
        if not self.source:
            return 0.0
        weight = source_value(self.amount_source, key, velocity) if self.amount_source else 1.0
        added = self.amount * source_value(self.source, key, velocity) * weight
        return abs(added) if self.transform == _ABSOLUTE_VALUE else added


# Section 8.4, as far as a source other than a moving controller has a say.
DEFAULT_MODULATORS = (
    Modulator(0x0502, INITIAL_ATTENUATION, 960.0),
    Modulator(0x0102, INITIAL_FILTER_CUTOFF, -2400.0),
)


def source_value(source: int, key: int, velocity: int) -> float:
    """Return what a source gives, 0 to 1 or -1 to 1 if bipolar (section 9.5)."""
    index = source & 0x7F
    values = _CONTROLLERS if source & _IS_CONTROLLER else {_VELOCITY: velocity, _KEY: key}
    raw = values.get(index, 0)
    if source & _IS_FALLING:
        raw = 127 - raw
    if source & _IS_BIPOLAR:
        # 64 is the middle, which no curve moves.
        half = (raw - 64) / 64
        return float(np.copysign(_curve(source >> 10, abs(half)), half)) if half else 0.0
    return _curve(source >> 10, raw / 127)


def _curve(kind: int, share: float) -> float:
    """Return a curve's value, 0 to 1, of a controller's share, 0 to 1."""
    if kind == _CONCAVE:
        return 1.0 if share >= 1 else min(1.0, -40 / 96 * float(np.log10(1 - share)))
    if kind == _CONVEX:
        return 0.0 if share <= 0 else max(0.0, 1 + 40 / 96 * float(np.log10(share)))
    if kind == _SWITCH:
        return float(share >= 0.5)
    return share


def replaced(modulators: Iterable[Modulator], later: Iterable[Modulator]) -> tuple[Modulator, ...]:
    """Return modulators of which later ones replace those of the same identity."""
    kept = {modulator.identity: modulator for modulator in modulators}
    kept |= {modulator.identity: modulator for modulator in later}
    return tuple(kept.values())

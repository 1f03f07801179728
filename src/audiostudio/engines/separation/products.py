"""What is made of stems: the stems themselves, one of them and the rest, or the song without its lead voice."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from audiostudio.audio.block import Block
from audiostudio.audio.dsp.centre import CentreExtractor
from audiostudio.audio.dsp.stream import through
from audiostudio.engines.separation.base import Separator, Tick
from audiostudio.engines.separation.streaming import in_step

Product = Literal["stems", "two_stems", "karaoke"]

LEAD = "lead_vocals"
KARAOKE = "karaoke"


@dataclass
class Balance:
    """What a run's parts leave over of the mix, and what had to be moved between them.

    Attributes:
        mix_power: sum of the mix's squares; 0 unless parts were compared with the mix.
        rest_power: sum of the squares of what the parts' sum lacks of it.
        moved_samples: samples of which something was handed to another part so that none exceeds full scale.
    """

    mix_power: float = 0.0
    rest_power: float = 0.0
    moved_samples: int = 0

    @property
    def residual_db(self) -> float | None:
        """The rest beside the mix; ``None`` where it was not measured or one of the two is silence."""
        if not (self.mix_power and self.rest_power):
            return None
        return 10 * float(np.log10(self.rest_power / self.mix_power))


def stems_of(
    separator: Separator,
    mix: Iterable[Block],
    sample_rate_hz: int,
    channels: int,
    tick: Tick,
    balance: Balance | None = None,
) -> Iterator[dict[str, Block]]:
    """Yield the stems as they are, and compare their sum with the mix if there is a ``balance`` to write it into."""
    parts = separator.separate(mix, sample_rate_hz, channels, tick)
    if balance is None:
        yield from parts
        return
    for whole, stacked in in_step([iter(mix), (np.stack(list(part.values())) for part in parts)]):
        balance.mix_power += float(np.sum(np.square(whole, dtype=np.float64)))
        balance.rest_power += float(np.sum(np.square(whole - stacked.sum(axis=0), dtype=np.float64)))
        yield dict(zip(separator.stems, stacked, strict=True))


def stem_and_rest(
    separator: Separator, stem: str, mix: Iterable[Block], sample_rate_hz: int, channels: int, tick: Tick
) -> Iterator[dict[str, Block]]:
    """Yield ``stem``, and ``no_…``: the mix less the stem."""
    found = (part[stem] for part in separator.separate(mix, sample_rate_hz, channels, tick))
    for whole, part in in_step([iter(mix), found]):
        yield {stem: part, f"no_{stem}": whole - part}


def lead_and_karaoke(
    separator: Separator, mix: Iterable[Block], sample_rate_hz: int, channels: int, tick: Tick
) -> Iterator[dict[str, Block]]:
    """Yield the lead voice and the mix less it.

    The lead is what the vocals have in the middle of the stereo image; voices at its sides stay. In mono there are no
    sides, and all vocals are lead.
    """
    vocals = (part["vocals"] for part in separator.separate(mix, sample_rate_hz, channels, tick))
    lead = through(vocals, [CentreExtractor()]) if channels == 2 else vocals
    for whole, part in in_step([iter(mix), lead]):
        yield {LEAD: part, KARAOKE: whole - part}


def within_full_scale(parts: dict[str, Block], balance: Balance) -> dict[str, Block]:
    """Hand what one part has beyond full scale to the others, in proportion to the room they have.

    A stem can be louder than the mix it came from where others oppose it. So no file clips, and the parts' sum stays
    what it was, as long as there is room for it at all.
    """
    stacked = np.stack(list(parts.values()))
    beyond = (np.abs(stacked) > 1).any(axis=0)
    if not beyond.any():
        return parts
    balance.moved_samples += int(beyond.sum())
    held = np.clip(stacked, -1, 1)
    excess = (stacked - held).sum(axis=0)
    room = np.where(excess > 0, 1 - held, 1 + held)
    share = np.minimum(1, np.abs(excess) / np.maximum(room.sum(axis=0), np.finfo(np.float32).tiny))
    held += np.sign(excess) * room * share
    return dict(zip(parts, held, strict=True))

"""What is made of stems: the stems themselves, one of them and the rest, or the song without its lead voice."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from audiostudio.audio.dsp.centre import CentreExtractor
from audiostudio.audio.dsp.stream import process_stream
from audiostudio.audio.types import Audio
from audiostudio.engines.separation.base import Separator, Tick
from audiostudio.engines.separation.streaming import align_blocks

Product = Literal["stems", "two_stems", "karaoke"]

LEAD = "lead_vocals"
KARAOKE = "karaoke"

_ROUNDING = 1e-6


@dataclass
class Balance:
    """What a run's parts leave over of the mix, and what had to be moved between them.

    Attributes:
        mix_power: sum of the mix's squares; 0 unless parts were compared with the mix.
        rest_power: sum of the squares of what the parts' sum lacks of it.
        moved_samples: samples of which something was handed to another part so that none exceeds full scale.
        cut_samples: those of which something was lost: no part had room for it, or none that is written.
    """

    mix_power: float = 0.0
    rest_power: float = 0.0
    moved_samples: int = 0
    cut_samples: int = 0

    @property
    def residual_db(self) -> float | None:
        """The rest beside the mix; ``None`` where it was not measured or one of the two is silence."""
        if not (self.mix_power and self.rest_power):
            return None
        return 10 * float(np.log10(self.rest_power / self.mix_power))


def stems_of(
    separator: Separator,
    mix: Iterable[Audio],
    sample_rate_hz: int,
    channels: int,
    tick: Tick,
    balance: Balance | None = None,
) -> Iterator[dict[str, Audio]]:
    """Yield the stems as they are, and compare their sum with the mix if there is a ``balance`` to write it into."""
    parts = separator.separate(mix, sample_rate_hz, channels, tick)
    if balance is None:
        yield from parts
        return
    for whole, stacked in align_blocks([iter(mix), (np.stack(list(part.values())) for part in parts)]):
        balance.mix_power += float(np.sum(np.square(whole, dtype=np.float64)))
        balance.rest_power += float(np.sum(np.square(whole - stacked.sum(axis=0), dtype=np.float64)))
        yield dict(zip(separator.stems, stacked, strict=True))


def stem_and_rest(
    separator: Separator, stem: str, mix: Iterable[Audio], sample_rate_hz: int, channels: int, tick: Tick
) -> Iterator[dict[str, Audio]]:
    """Yield ``stem``, and ``no_…``: the mix less the stem."""
    found = (part[stem] for part in separator.separate(mix, sample_rate_hz, channels, tick))
    for whole, part in align_blocks([iter(mix), found]):
        yield {stem: part, f"no_{stem}": whole - part}


def lead_and_karaoke(
    separator: Separator, mix: Iterable[Audio], sample_rate_hz: int, channels: int, tick: Tick
) -> Iterator[dict[str, Audio]]:
    """Yield the lead voice and the mix less it.

    The lead is what the vocals have in the middle of the stereo image; voices at its sides stay. In mono there are no
    sides, and all vocals are lead.
    """
    vocals = (part["vocals"] for part in separator.separate(mix, sample_rate_hz, channels, tick))
    lead = process_stream(vocals, [CentreExtractor()]) if channels == 2 else vocals
    for whole, part in align_blocks([iter(mix), lead]):
        yield {LEAD: part, KARAOKE: whole - part}


def within_full_scale(parts: dict[str, Audio], balance: Balance, written: Collection[str]) -> dict[str, Audio]:
    """Hand what one part has beyond full scale to the others, in proportion to the room they have.

    A stem can be louder than the mix it came from where others oppose it. So no file clips, and the parts' sum stays
    what it was, as long as there is room for it at all; what there is no room for is cut and counted.

    Args:
        parts: what a run makes.
        balance: where to count.
        written: names of the parts that are kept.
    """
    stacked = np.stack(list(parts.values()))
    beyond = (np.abs(stacked) > 1).any(axis=0)
    if not beyond.any():
        return parts
    held = np.clip(stacked, -1, 1)
    excess = (stacked - held).sum(axis=0)
    room = np.where(excess > 0, 1 - held, 1 + held)
    whole_room = room.sum(axis=0)
    balance.moved_samples += int(beyond.sum())
    lost = np.abs(excess) > whole_room + _ROUNDING
    if len(written) < len(parts):
        lost = (np.abs(stacked[[name in written for name in parts]]) > 1).any(axis=0)
    balance.cut_samples += int(lost.sum())
    share = np.minimum(1, np.abs(excess) / np.maximum(whole_room, np.finfo(np.float32).tiny))
    held += np.sign(excess) * room * share
    return dict(zip(parts, held, strict=True))

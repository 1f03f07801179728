"""What separating engines promise to the tools that use them."""

from collections.abc import Iterable, Iterator
from typing import Protocol

from audiostudio.audio.block import Block


class Separator(Protocol):
    """Takes a mix apart into stems that sum to it.

    Attributes:
        engine: what does the work, as results name it.
        model: name of the weights.
        licence: licence of the weights.
        stems: names of the stems it makes.
    """

    engine: str
    model: str
    licence: str
    stems: tuple[str, ...]

    def separate(self, blocks: Iterable[Block], sample_rate_hz: int, channels: int) -> Iterator[dict[str, Block]]:
        """Separate a stream in bounded memory.

        Args:
            blocks: the mix, ``(channels, frames)`` float32, in blocks of any length.
            sample_rate_hz: its rate.
            channels: 1 or 2.

        Yields:
            For each stem its next ``(channels, frames)`` block; all stems have the same length, their sum is the mix,
            and nothing is rescaled. The lengths add up to the mix's.
        """

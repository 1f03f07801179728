"""What separating engines promise to the tools that use them."""

from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

from audiostudio.audio.types import Audio

Tick = Callable[[], None]


def no_tick() -> None:
    """Ignore that work goes on."""


class Separator(Protocol):
    """Takes a mix apart into stems.

    Attributes:
        engine: what does the work, as results name it.
        model: name of the weights.
        licence: licence of the weights.
        stems: names of the stems it makes, in the order in which results list them.
        sums_to_mix: whether the stems' sum is the mix, to rounding; networks that estimate each stem by itself leave
            something over, or count something twice.
    """

    engine: str
    model: str
    licence: str
    stems: tuple[str, ...]
    sums_to_mix: bool

    def separate(
        self, blocks: Iterable[Audio], sample_rate_hz: int, channels: int, tick: Tick = no_tick
    ) -> Iterator[dict[str, Audio]]:
        """Separate a stream in bounded memory.

        Args:
            blocks: the mix, ``(channels, frames)`` float32, in blocks of any length; must be ready to be iterated
                twice, since some networks want to know the level of the whole song before its first second.
            sample_rate_hz: its rate.
            channels: 1 or 2.
            tick: called at least twice a second while a network works; may raise to stop.

        Yields:
            For each stem its next ``(channels, frames)`` block at the mix's rate; all stems have the same length and
            nothing is rescaled. The lengths add up to the mix's.
        """

"""The protocol behind which engines in environments of their own and companies' services make music alike."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal, Protocol

from audiostudio.engines.music_generation.options import Options
from audiostudio.engines.music_generation.request import MusicRequest

if TYPE_CHECKING:  # lists of tools are made without a numeric library
    from audiostudio.audio.types import Audio

Tick = Callable[[float, str], None]
Product = Literal["music", "sound_effect"]


class GeneratorRow(Protocol):
    """What is known of a generator without starting it.

    Attributes:
        name: its name in requests: ``ace_step``.
        title: its name for people.
        summary: one line for a list.
        makes: what it is good for.
        rate_hz: rate of what it makes, and of the sources it is given.
        channels: how many what it makes has.
        options: what it understands, by the names of `MusicRequest` and `Source.change`; what is not in it, it lacks.
        licence: under which terms what it makes may be used.
    """

    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def title(self) -> str: ...  # noqa: D102
    @property
    def summary(self) -> str: ...  # noqa: D102
    @property
    def makes(self) -> tuple[Product, ...]: ...  # noqa: D102
    @property
    def rate_hz(self) -> int: ...  # noqa: D102
    @property
    def channels(self) -> int: ...  # noqa: D102
    @property
    def options(self) -> Options: ...  # noqa: D102
    @property
    def licence(self) -> str: ...  # noqa: D102


class MusicGenerator(Protocol):
    """Makes music or sounds of words.

    Attributes:
        row: what is known of it.
    """

    @property
    def row(self) -> GeneratorRow: ...  # noqa: D102

    def generate(self, request: MusicRequest, tick: Tick) -> "Audio":
        """Make what is asked.

        Args:
            request: what it is to be.
            tick: called several times a second with the share that is done and a few words; may raise to stop.

        Returns:
            ``(channels, frames)`` at the row's ``rate_hz``, as long as was asked, to the sample.

        Raises:
            audiostudio.engines.music_generation.options.MusicRefusal: it cannot do this, and has not begun.
            audiostudio.audio.errors.CodedError: it began and failed.
        """

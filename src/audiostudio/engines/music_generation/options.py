"""What a generator of music understands, as data: screens show these options, and requests are held to them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from audiostudio.audio.errors import CodedError
from audiostudio.audio.music.pitch_names import Mode, pitch_class_name

_MODES: tuple[Mode, ...] = ("major", "minor")
# Pitch class of the tonic, and the mode, of every key by both of its spellings, since people write both.
KEYS: Mapping[str, tuple[int, Mode]] = {
    f"{pitch_class_name(tonic, flats=flats)} {mode}": (tonic, mode)
    for mode in _MODES
    for tonic in range(12)
    for flats in (False, True)
}


class MusicRefusal(CodedError):
    """A request that a generator cannot follow; nothing has been begun."""


@dataclass(frozen=True)
class Option:
    """One thing that may be asked of a generator.

    Attributes:
        least, most: bounds of a number.
        is_whole: whether the number has to be whole.
        default: what is taken where nothing is said; None where the generator decides.
        choices: the words that may be said, where they can be listed.
        most_characters: of a text.
    """

    least: float | None = None
    most: float | None = None
    is_whole: bool = False
    default: float | str | None = None
    choices: tuple[str, ...] = ()
    most_characters: int | None = None

    def check(self, name: str, value: float | str | bool) -> None:
        """Refuse a value that is none of this option's.

        Raises:
            MusicRefusal: ``option_out_of_range``, with what would be in range.
        """
        if isinstance(value, str):
            if self.choices and value not in self.choices:
                raise _out_of_range(name, f"{value[:40]!r} is none of those there are", {"choices": list(self.choices)})
            if self.most_characters is not None and len(value) > self.most_characters:
                raise _out_of_range(
                    name,
                    f"it has {len(value)} characters, and {self.most_characters} are the most",
                    {"most_characters": self.most_characters},
                )
        elif self.least is not None and self.most is not None:
            is_whole = float(value).is_integer() or not self.is_whole
            if not self.least <= value <= self.most or not is_whole:
                said = "a whole number from" if self.is_whole else "from"
                raise _out_of_range(
                    name,
                    f"{value:g} is not {said} {self.least:g} to {self.most:g}",
                    {"least": self.least, "most": self.most},
                )

    def described(self) -> dict[str, Any]:
        """Return what is said of it, for JSON: only what it has."""
        said: dict[str, Any] = {
            "least": self.least,
            "most": self.most,
            "whole": self.is_whole or None,
            "default": self.default,
            "choices": list(self.choices) or None,
            "most_characters": self.most_characters,
        }
        return {name: value for name, value in said.items() if value is not None}


Options = Mapping[str, Option]


def whole(least: int, most: int, default: int | None = None) -> Option:
    """Return an option that is a whole number."""
    return Option(least, most, is_whole=True, default=default)


def number(least: float, most: float, default: float | None = None) -> Option:
    """Return an option that is a number."""
    return Option(least, most, default=default)


def text(most_characters: int) -> Option:
    """Return an option that is a text."""
    return Option(most_characters=most_characters)


def _out_of_range(name: str, why: str, allowed: dict[str, Any]) -> MusicRefusal:
    return MusicRefusal("option_out_of_range", f"{name}: {why}.", allowed={name: allowed})

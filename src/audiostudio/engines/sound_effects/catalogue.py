"""The kinds of sound effects: what people call them, how long they are, how loud, and which model makes them."""

import csv
from dataclasses import dataclass
from importlib.resources import files
from typing import Literal, get_args

Style = Literal["single", "repeating", "span", "steady", "texture"]
"""How a kind fills time: once, as long as it is by nature; again and again; once over all that is asked; going on as a
function of time; going on by chance."""

FAMILIES = (
    "ambience",
    "animals",
    "explosions",
    "fire",
    "household",
    "impacts",
    "interface",
    "movement",
    "people",
    "science_fiction",
    "signals",
    "transitions",
    "vehicles",
    "water",
    "weather",
)


@dataclass(frozen=True)
class Kind:
    """A kind of effect.

    Attributes:
        name: as plans name it.
        family: one of `FAMILIES`; the module of ``kinds`` that holds the model is named in ``model``.
        words: what people say for it, most usual first, in any number.
        places: words that mean it only where nothing else is named: a door that is knocked on is not slammed.
        style: how it fills time.
        duration_s: how long it is where nothing is asked; of single sounds about how long they are.
        level_lufs: how loud it is near by at middling intensity: loudest 400 ms.
        materials: what it may be made of or fall on, the usual first.
        gap_s: time from one to the next of repeating ones.
        model: module and function under ``kinds``.
    """

    name: str
    family: str
    words: tuple[str, ...]
    places: frozenset[str]
    style: Style
    duration_s: float
    level_lufs: float
    materials: tuple[str, ...] = ("",)
    gap_s: float = 0.0
    model: str = ""


def _read() -> dict[str, Kind]:
    table = files("audiostudio.engines.sound_effects").joinpath("kinds.csv").read_text(encoding="utf-8")
    styles: dict[str, Style] = {style: style for style in get_args(Style)}
    kinds = {}
    for row in csv.DictReader(table.splitlines()):
        said = row["words"].split("; ")
        kinds[row["name"]] = Kind(
            name=row["name"],
            family=row["family"],
            words=tuple(word.rstrip("?") for word in said),
            places=frozenset(word.rstrip("?") for word in said if word.endswith("?")),
            style=styles[row["style"]],
            duration_s=float(row["duration_s"]),
            level_lufs=float(row["level_lufs"]),
            materials=tuple(row["materials"].split("; ")),
            gap_s=float(row["gap_s"]),
            model=row["model"],
        )
    return kinds


KINDS = _read()
"""Every kind by its name. In the table a word with a question mark is a place."""

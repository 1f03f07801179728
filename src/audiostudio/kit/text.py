"""The one rule of what text may hold here, and the search for text that breaks it in whatever was sent.

PostgreSQL holds no NUL, in text as in JSON; UTF-8 holds no half of a surrogate pair, which JSON's escapes can carry
into Python. Everything else that Unicode has is text.
"""

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, LiteralString, TypeAlias

_Place: TypeAlias = "tuple[_Place, str | int] | None"
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


@dataclass(frozen=True)
class TextFault:
    """Text that cannot be kept: where it lies, by names and numbers from the outside in, and what is wrong with it."""

    location: tuple[str | int, ...]
    type: LiteralString
    message: LiteralString


def fault_of(text: str, *location: str | int) -> TextFault | None:
    """Return what is wrong with one text, if anything is."""
    found = _UNSTORABLE.search(text)
    if found is None:
        return None
    if found[0] == "\0":
        return TextFault(location, "text_nul", "Should not contain the NUL character")
    return TextFault(location, "text_surrogate", "Should not contain half of a surrogate pair")


def find_fault(value: Any, *location: str | int) -> TextFault | None:
    """Return the first fault of any text in JSON-like data, names of members included."""
    # Each place is a pair of the place around it and its name, joined only for a fault: data may be deep and wide.
    pending: list[tuple[_Place, Any]] = [(None, value)]
    while pending:
        place, found = pending.pop()
        members: Iterable[tuple[str | int, Any]] = ()
        if isinstance(found, str):
            if fault := fault_of(found):
                return replace(fault, location=(*location, *_joined(place)))
        elif isinstance(found, dict):
            for name in found:
                if fault := fault_of(name):
                    return replace(fault, location=(*location, *_joined((place, name))))
            members = found.items()
        elif isinstance(found, list):
            members = enumerate(found)
        within = [((place, name), member) for name, member in members if isinstance(member, str | dict | list)]
        pending += reversed(within)
    return None


def _joined(place: _Place) -> list[str | int]:
    names = []
    while place is not None:
        place, name = place
        names.append(name)
    return names[::-1]


def csv_line(values: Iterable[object]) -> str:
    """Return a line of CSV (RFC 4180) in which no spreadsheet runs a text as a formula; numbers are no formulas."""
    line = io.StringIO(newline="")
    csv.writer(line).writerow(
        f"'{value}" if isinstance(value, str) and value[:1] in "=+-@\t\r" and value else value for value in values
    )
    return line.getvalue()

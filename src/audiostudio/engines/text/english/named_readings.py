"""Readings of a stretch of English that markup names: numbers, ranks and dates, and what can be none of these."""

import re

from audiostudio.engines.text.english import numbers, tables
from audiostudio.engines.text.passages import Say

_NUMBER = re.compile(r"[-+−]?[\d,]*\.?\d+")
_RANK = re.compile(r"(\d[\d,]{0,17})(?:st|nd|rd|th)?")
_DATE_PARTS = re.compile(r"\d+")


def check_reading(text: str, say: Say) -> None:
    """Refuse a stretch that cannot be read as markup wants it.

    Raises:
        ValueError: the message says why.
    """
    if say.kind == "date":
        as_clear_date(text.strip(), say.value)
    elif say.kind in {"cardinal", "ordinal"}:
        number_words(text.strip(), say.kind, british=False)


def number_words(written: str, kind: str, *, british: bool) -> list[str]:
    """Return the words of a number (``cardinal``) or a rank (``ordinal``) that is written in figures.

    Raises:
        ValueError: it is none.
    """
    if kind == "cardinal" and _NUMBER.fullmatch(written):
        return numbers.decimal(written, british=british)
    if kind == "ordinal" and (rank := _RANK.fullmatch(written)):
        return numbers.ordinal(int(rank[1].replace(",", "")), british=british)
    raise ValueError(f"{written[:30]!r} is no number that could be read as {kind}")


def as_clear_date(written: str, order: str) -> str:
    """Return a date of figures with its parts in an order that cannot be mistaken; others stay as they are.

    Raises:
        ValueError: it does not have the parts that ``order`` (``dmy``) names.
    """
    parts = _DATE_PARTS.findall(written)
    if not order or len(parts) != len(order):
        if order and parts and len(parts) != len(order):
            raise ValueError(f"{written[:30]!r} does not have the parts {order!r} of a date")
        return written
    named = dict(zip(order, parts, strict=True))
    month = int(named.get("m", "0"))
    if "m" in named and not 1 <= month <= 12:
        raise ValueError(f"{written[:30]!r} has no month {month}")
    if "d" not in named:
        return f"in {tables.MONTHS[month - 1]} {named['y']}".removeprefix("in ") if "m" in named else named["y"]
    day = int(named["d"])
    if not 1 <= day <= 31:
        raise ValueError(f"{written[:30]!r} has no day {day}")
    return f"{tables.MONTHS[month - 1]} {day}" + (f", {int(named['y']):04d}" if "y" in named else "")

"""Writes a text in the characters that it means, so that one reading serves all ways of writing.

Texts come out of books, web pages and PDFs: with accents as characters of their own, invisible hyphens inside words,
ligatures, full-width and ornamental letters, apostrophes of many kinds, words broken over two lines, and the marks of
footnotes. What compatibility characters stand for is what Unicode's character database says.
"""

import re
import unicodedata
from array import array
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache

from audiostudio.engines.text.passages import Passage, PassageBuilder, Say
from audiostudio.engines.text.spoken_text import Prosody

Joins = Callable[[str, str], bool]

SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
# Control and format characters, selectors of variants, joiners and fillers: none is ever said. Those two that shape
# Devanagari and Arabic (U+200C, U+200D) are kept beside them.
_HIDDEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\ufffe\uffff"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_SHAPED = re.compile("[\u0600-\u06ff\u0900-\u097f]")
_LIGATURES = re.compile("[\ufb00-\ufb06]")
_MARKS = "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_MARKED = re.compile(rf"[^\W\d_]?[{_MARKS}]+")
_RAISED_LETTERS = re.compile("(?<=[^\\W_])[\u02b0-\u02b8\u02e0-\u02e4\u1d2c-\u1d6a\u1d78\u1d9b-\u1dbf]+|(?<=\\d)ⁿ(?=ᵈ)")
_MODIFIERS = re.compile("[\u02b0-\u02ff\ua717-\ua71f]")
_APOSTROPHES = re.compile(
    "(?<=[^\\W\\d_])[\u02b9-\u02bd\u02c8\u02ee\u2018\u201b\u2032\u00b4\u055a\ua78c](?=[^\\W\\d_])"
)
_MEANT = {
    **{"\u02bc": "’", "\u02ee": "’", "\ua78c": "’", "\uff07": "'", "\u2028": "\n", "\u2029": "\n"},
    **{"\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2009": "\u202f", "\u2008": "\u202f"},
    **{sign: sign for sign in "…″‴‷µ№ªº"},
}
_BROKEN_SOFTLY = re.compile("\u00ad[^\\S\n]*\n[^\\S\n]*(?=[^\\W\\d_])")
_BROKEN = re.compile(r"(?<![\w-])([^\W\d_]+)-[^\S\n]*\n[^\S\n]*([^\W\d_]+)(?![\w-])")
_RAISED = re.compile(rf"[{SUPERSCRIPTS}]+(?:[,–-][^\S\n]?[{SUPERSCRIPTS}]+)*")
_WORD_BEFORE = re.compile(r"[^\W\d_]+$")
_BEFORE_A_POWER = re.compile(r"(?:[=+−*/×·^(-]\s?|\d\s?|\bper )$")
_MEASURED = frozenset(["cm", "mm", "km", "dm", "nm", "µm", "μm", "ft", "yd"])
_FUNCTIONS = frozenset(["sin", "cos", "tan", "log", "cot", "sec", "csc", "sinh", "cosh", "tanh"])
_FORMULA = re.compile(r"\([^()\n]*(?:[-+−*/×]|\d)[^()\n]*\)$")
_YEAR = re.compile(r"(?<![\d.,])(?:1[5-9]|20)\d\d$")
_LOOKED_BACK = 60


def with_plain_characters(passage: Passage) -> Passage:
    """Return a passage in the characters that its text means; each keeps its place in the text that was sent."""
    if passage.text.isascii() and not _HIDDEN.search(passage.text):
        return passage
    passage = _rewritten(passage, _BROKEN_SOFTLY, lambda found: "")
    passage = _rewritten(passage, _APOSTROPHES, lambda found: "’")
    passage = _rewritten(passage, _RAISED_LETTERS, lambda found: unicodedata.normalize("NFKC", found[0]))
    native = passage.prosody.language == "hi"
    meant = {sign: _meant(sign, native) for sign in set(passage.text) if not sign.isascii() or _HIDDEN.match(sign)}
    changed = "".join(re.escape(sign) for sign, said in meant.items() if said != sign)
    if changed:
        passage = _rewritten(passage, re.compile(f"[{changed}]"), lambda found: meant[found[0]] or _shaping(found))
    passage = _rewritten(passage, _MARKED, _composed)
    return _rewritten(passage, _RAISED, lambda found: found[0] if _is_power(found) else "")


def with_whole_words(passage: Passage, joins: Joins) -> Passage:
    """Return a passage whose words are not broken over lines.

    Args:
        passage: its text.
        joins: tells whether two halves are one word, whose hyphen only marks the end of the line.
    """
    if "-" not in passage.text or "\n" not in passage.text:
        return passage
    return _rewritten(passage, _BROKEN, lambda found: found[1] + ("" if joins(found[1], found[2]) else "-") + found[2])


def plain_characters(text: str) -> str:
    """Return a text, written in no particular language, in the characters that it means."""
    if text.isascii() and not _HIDDEN.search(text):
        return text
    builder = PassageBuilder()
    builder.add_text(text, 0, Prosody(language="hi"), Say())
    builder.close("paragraph")
    return "".join(with_plain_characters(passage).text for passage in builder.passages)


def visible_characters(text: str) -> str:
    """Return a text in any language without invisible characters, its accents and ligatures as letters."""
    shaped = _HIDDEN.sub(_shaping, _BROKEN_SOFTLY.sub("", text))
    return _LIGATURES.sub(lambda found: unicodedata.normalize("NFKC", found[0]), unicodedata.normalize("NFC", shaped))


def _shaping(found: re.Match[str]) -> str:
    """Return an invisible character where it shapes what is beside it, else nothing."""
    near = found.string[max(0, found.start() - 1) : found.end() + 1]
    return found[0] if found[0] in "\u200c\u200d" and _SHAPED.search(near) else ""


@lru_cache(maxsize=4_096)
def _meant(sign: str, native_digits: bool) -> str:
    """Return the characters that one stands for; what is raised, a fraction or an accent by itself stays."""
    if sign in _MEANT:
        return _MEANT[sign]
    if _HIDDEN.match(sign) or (_MODIFIERS.match(sign) and sign.isalpha()):
        return ""
    if sign.isdecimal():
        return sign if native_digits and "\u0900" <= sign <= "\u097f" else str(unicodedata.decimal(sign))
    if unicodedata.category(sign) == "Zs" and sign not in "\u00a0\u202f":
        return " "
    return _decomposed(sign, native_digits)


def _decomposed(sign: str, native_digits: bool) -> str:
    kind, _, codes = unicodedata.decomposition(sign).rpartition(">")
    parts = codes.split()
    if not kind:
        return unicodedata.normalize("NFC", sign) if len(parts) == 1 else sign
    if kind == "<sub":
        lowered = chr(int(parts[0], 16))
        return lowered if not lowered.isalpha() else f" {lowered}"
    if kind in {"<super", "<fraction", "<noBreak"} or parts[0] == "0020":
        return sign
    return "".join(_meant(chr(int(part, 16)), native_digits) for part in parts)


def _composed(found: re.Match[str]) -> str:
    """Return a letter and its marks as one character, without marks that no such letter has."""
    composed = unicodedata.normalize("NFC", found[0])
    return "".join(sign for sign in composed if not unicodedata.category(sign).startswith("M"))


def _is_power(found: re.Match[str]) -> bool:
    """Tell a raised figure that is part of a formula from the mark of a footnote."""
    before = found.string[max(0, found.start() - _LOOKED_BACK) : found.start()]
    if not before or before[-1].isspace() or "," in found[0]:
        return False
    if before[-1].isdecimal():
        return not _YEAR.search(before)
    if before[-1] == ")":
        return _FORMULA.search(before) is not None
    if word := _WORD_BEFORE.search(before):
        ahead = found.string[found.end() : found.end() + 3]
        return _has_powers(word[0], before[: word.start()], found[0], ahead)
    return unicodedata.category(before[-1]) in {"Sm", "So", "Sk"}


def _has_powers(word: str, before: str, raised: str, ahead: str) -> bool:
    """Tell a unit, a variable or a function from a word that only a footnote can follow."""
    if len(word) == 1:
        return raised != "¹" or not word.isascii()
    if word in _FUNCTIONS or word in _MEASURED or ahead[:1] in {"⁺", "⁻"}:
        return True
    in_formula = _BEFORE_A_POWER.search(before) or re.match(r"\s?[=+−*/×·]", ahead)
    return len(word) == 2 and (in_formula is not None or not set(word.lower()) & set("aeiouy"))


def _rewritten(passage: Passage, pattern: re.Pattern[str], written: Callable[[re.Match[str]], str]) -> Passage:
    """Return a passage in which what ``pattern`` finds is written anew; spans and events move with it."""
    pieces: list[str] = []
    starts, ends = array("l"), array("l")
    edited_ends, shifts = [0], [0]
    position = size = 0
    for found in pattern.finditer(passage.text):
        new = written(found)
        if new == found[0]:
            continue
        start, end = found.span()
        pieces += [passage.text[position:start], new]
        starts.extend(passage.starts[position:start])
        starts.extend([passage.starts[start]] * len(new))
        ends.extend(passage.ends[position:start])
        ends.extend([passage.ends[end - 1]] * len(new))
        size += start - position + len(new)
        position = end
        edited_ends.append(end)
        shifts.append(size - end)
    if not pieces:
        return passage
    pieces.append(passage.text[position:])
    starts.extend(passage.starts[position:])
    ends.extend(passage.ends[position:])
    text = "".join(pieces)

    def moved(place: int) -> int:
        last = bisect_right(edited_ends, place)
        before_next = edited_ends[last] + shifts[last] if last < len(shifts) else len(text)
        return min(before_next, place + shifts[last - 1])

    spans = (replace(span, start=moved(span.start), end=moved(span.end)) for span in passage.spans)
    return replace(
        passage,
        text=text,
        starts=starts,
        ends=ends,
        spans=tuple(span for span in spans if span.end > span.start),
        events=tuple((moved(place), event) for place, event in passage.events),
    )

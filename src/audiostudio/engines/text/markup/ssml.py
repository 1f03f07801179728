"""Reads the Speech Synthesis Markup Language (W3C SSML 1.1), a subset of it, without trusting it.

Expat only calls handlers: no document type is accepted, so there are no entities to expand and nothing to fetch.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any
from xml.parsers import expat

from audiostudio.engines.text.errors import PronunciationInvalid
from audiostudio.engines.text.markup import values
from audiostudio.engines.text.passages import Passage, PassageBuilder, Say, SayKind, changed, invalid
from audiostudio.engines.text.phonetic_spelling import read_ipa
from audiostudio.engines.text.spoken_text import Delivery, Mark, Pause

_DEEPEST = 50
_REFERENCE = re.compile(r"&#?\w+;")
_ATTRIBUTES: Mapping[str, frozenset[str]] = {
    "speak": frozenset({"version", "xmlns", "xml:lang", "xmlns:xsi", "xsi:schemaLocation"}),
    "p": frozenset({"xml:lang"}),
    "s": frozenset({"xml:lang"}),
    "break": frozenset({"time", "strength"}),
    "prosody": frozenset({"rate", "pitch", "volume"}),
    "emphasis": frozenset({"level"}),
    "say-as": frozenset({"interpret-as", "format", "detail"}),
    "sub": frozenset({"alias"}),
    "phoneme": frozenset({"alphabet", "ph"}),
    "voice": frozenset({"name"}),
    "lang": frozenset({"xml:lang"}),
    "mark": frozenset({"name"}),
}
_SAY_KINDS: Mapping[str, SayKind] = {
    **{"cardinal": "cardinal", "number": "cardinal", "ordinal": "ordinal", "digits": "digits", "date": "date"},
    **{"characters": "characters", "spell-out": "characters", "verbatim": "characters", "telephone": "telephone"},
    **{"time": "plain", "currency": "plain", "unit": "plain", "fraction": "plain"},
}
_DATE_FORMATS = frozenset({"mdy", "dmy", "ymd", "md", "dm", "ym", "my", "y", ""})
_LEVELS = ("none", "reduced", "moderate", "strong")
_NO_CHANGES: Mapping[str, Any] = {}


def read_ssml(text: str, language: str) -> list[Passage]:
    """Return the passages of an SSML document.

    Args:
        text: the document.
        language: BCP 47 tag where it names none.

    Raises:
        SpeechMarkupInvalid: it is not well-formed, or asks for what is not possible; line and column are named.
    """
    return _Reader(text, language).read()


class _Reader:
    def __init__(self, text: str, language: str) -> None:
        self._text = text
        self._raw = text.encode("utf-8", "replace")
        self._builder = PassageBuilder()
        self._open: list[tuple[str, Delivery, Say]] = [("", Delivery(language=language), Say())]
        self._bytes_counted = self._characters_counted = 0

    def read(self) -> list[Passage]:
        parser = self._parser = expat.ParserCreate("utf-8")
        parser.buffer_text = False
        parser.StartDoctypeDeclHandler = self._refuse_doctype
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        try:
            parser.Parse(self._raw, True)
        except expat.ExpatError as error:
            reason = expat.errors.messages.get(error.code, "malformed")
            raise self._invalid(f"the markup is broken: {reason}") from None
        self._builder.close("paragraph")
        return self._builder.passages

    def _position(self, byte_index: int) -> int:
        """Return which character of the text begins at a byte of its UTF-8; asked for in rising order."""
        if byte_index >= self._bytes_counted:
            between = self._raw[self._bytes_counted : byte_index].decode("utf-8", "replace")
            self._characters_counted += len(between)
            self._bytes_counted = byte_index
        return self._characters_counted

    def _here(self) -> int:
        return self._position(max(self._parser.CurrentByteIndex, 0))

    def _invalid(self, reason: str) -> Exception:
        return invalid(
            self._text, len(self._raw[: max(self._parser.ErrorByteIndex, 0)].decode("utf-8", "ignore")), reason
        )

    def _refuse_doctype(self, *_: object) -> None:
        raise self._invalid("a document type is not accepted; begin with <speak>")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if len(self._open) == 1 and name != "speak":
            raise self._invalid("the outermost element must be <speak>")
        if name not in _ATTRIBUTES or (name == "speak" and len(self._open) > 1):
            raise self._invalid(f"<{name}> is not supported here; there are {', '.join(_ATTRIBUTES)}")
        if unknown := sorted(attributes.keys() - _ATTRIBUTES[name]):
            raise self._invalid(f"<{name}> takes no attribute {unknown[0]!r}")
        if len(self._open) > _DEEPEST:
            raise self._invalid(f"elements are nested deeper than {_DEEPEST}")
        _, delivery, say = self._open[-1]
        if name in {"p", "s"}:
            self._builder.close("paragraph" if name == "p" else "sentence")
        try:
            changes, own_say = self._meaning(name, attributes)
        except (ValueError, PronunciationInvalid) as error:
            raise self._invalid(error.detail if isinstance(error, PronunciationInvalid) else str(error)) from None
        self._open.append((name, changed(delivery, changes), own_say or say))

    def _meaning(self, name: str, attributes: Mapping[str, str]) -> tuple[Mapping[str, Any], Say | None]:
        """Return what an element changes in the delivery, and how its text is read."""
        if name == "break":
            self._event(lambda start, end: Pause(self._break_s(attributes), start, end))
        elif name == "mark":
            self._event(lambda start, end: Mark(_required(attributes, "name"), start, end))
        elif name == "prosody":
            readers = {"rate": values.rate, "pitch": values.pitch_semitones, "volume": values.volume_db}
            names = {"rate": "rate", "pitch": "pitch_semitones", "volume": "volume_db"}
            return {names[key]: readers[key](value) for key, value in attributes.items()}, None
        elif name == "emphasis":
            level = attributes.get("level", "moderate")
            if level not in _LEVELS:
                raise ValueError(f"{level!r} is no level of emphasis; choose from {', '.join(_LEVELS)}")
            return {"emphasis": level}, None
        elif name == "voice":
            return {"voice": _required(attributes, "name")}, None
        elif name in {"say-as", "sub", "phoneme"}:
            return _NO_CHANGES, _say(name, attributes)
        elif "xml:lang" in attributes:
            return {"language": values.language(attributes["xml:lang"])}, None
        return _NO_CHANGES, None

    def _break_s(self, attributes: Mapping[str, str]) -> float:
        if "time" in attributes:
            return values.pause_s(attributes["time"])
        strength = attributes.get("strength", "medium")
        if strength not in values.PAUSES_S:
            raise ValueError(f"{strength!r} is no strength; choose from {', '.join(values.PAUSES_S)}")
        return values.PAUSES_S[strength]

    def _event(self, make: Callable[[int, int], Pause | Mark]) -> None:
        start = self._here()
        end = self._text.find(">", start) + 1
        self._builder.add_event(make(start, end or len(self._text)))

    def _end(self, name: str) -> None:
        self._open.pop()
        if name in {"p", "s"}:
            self._builder.close("paragraph" if name == "p" else "sentence")

    def _characters(self, data: str) -> None:
        start = self._here()
        _, delivery, say = self._open[-1]
        # Expat hands over each reference as a character of its own, and what stands between them as it was written.
        reference = _REFERENCE.match(self._text, start) if len(data) == 1 else None
        self._builder.add_text(data, start, delivery, say, end=reference.end() if reference else None)


def _required(attributes: Mapping[str, str], name: str) -> str:
    if not attributes.get(name, "").strip():
        raise ValueError(f"the attribute {name!r} is missing")
    return attributes[name].strip()


def _say(name: str, attributes: Mapping[str, str]) -> Say:
    if name == "sub":
        return Say("alias", _required(attributes, "alias"))
    if name == "phoneme":
        if attributes.get("alphabet", "ipa") != "ipa":
            raise ValueError("phonemes are read in the alphabet 'ipa' only")
        return Say("phonemes", read_ipa(_required(attributes, "ph")))
    kind = _required(attributes, "interpret-as")
    if kind not in _SAY_KINDS:
        raise ValueError(f"say-as does not know {kind!r}; choose from {', '.join(_SAY_KINDS)}")
    order = attributes.get("format", "").lower() if kind == "date" else ""
    if order not in _DATE_FORMATS:
        raise ValueError(f"{order!r} is no order of a date; write mdy, dmy or ymd")
    return Say(_SAY_KINDS[kind], order)

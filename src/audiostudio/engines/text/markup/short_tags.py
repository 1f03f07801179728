"""Reads the short marks of plain text: ``[pause 0.5s]``, ``[voice am_adam]``, ``[whisper]quiet[/]``, ``*stressed*``.

Signs of Markdown that nobody says are passed over: of headings, quotations, links and what is struck out. Brackets that
are none of these are text. A mark that is one of these and is written wrongly is an error.
"""

import re
from collections.abc import Mapping
from typing import Any

from audiostudio.engines.text.markup import values
from audiostudio.engines.text.passages import Passage, PassageBuilder, Say, changed, invalid
from audiostudio.engines.text.spoken_text import Mark, Pause, Prosody

_USUAL_PAUSE_S = 0.5
_SPANS = ("voice", "style", "whisper", "rate", "slow", "fast", "pitch", "volume", "lang", "spell")
_MARK = re.compile(
    rf"\[\s*(?P<name>pause|mark|{'|'.join(_SPANS)})(?:\s+(?P<value>[^\]\[\n]{{1,80}}?))?\s*\]"
    r"|\[/(?P<closed>\w*)\]"
    r"|(?<![\w*])(?P<stars>\*{1,2})(?=[^\s*])(?P<stressed>[^*\n]{1,400}?)(?<=[^\s*])(?P=stars)(?![\w*])"
    r"|(?P<gap>\n[^\S\n]*\n\s*)"
    r"|(?P<heading>^[^\S\n]*\#{1,6}[^\S\n]+(?=[^\s#]))"
    r"|(?P<quote>^[^\S\n]*>[^\S\n]*(?=[^\W\d_*\"“']))"
    r"|(?P<struck>~~)(?=[^\s~])|(?<=[^\s~])(?P<unstruck>~~)"
    r"|(?<!!)\[(?P<link>[^\]\[\n]{1,200})\]\((?:https?://|mailto:|[/#])[^\s()]{0,500}\)"
    r"|(?P<item>\n(?=[^\S\n]*(?:[-*•]|\d{1,3}[.)])\s))",
    re.MULTILINE,
)
_NAME = re.compile(r"[\w+().-]+")


def read_short_tags(text: str, language: str) -> list[Passage]:
    """Return the passages of plain text with short marks; an empty line ends a paragraph.

    Args:
        text: as it was sent.
        language: BCP 47 tag where no mark names one.

    Raises:
        SpeechMarkupInvalid: a mark cannot be read; line and column are named.
    """
    builder, plain = PassageBuilder(), Say()
    stack: list[tuple[str, Prosody, Say]] = [("", Prosody(language=language), plain)]
    position = 0
    for mark in _MARK.finditer(text):
        builder.add_text(text[position : mark.start()], position, *stack[-1][1:])
        position = mark.end()
        try:
            _apply(mark, builder, stack)
        except ValueError as error:
            raise invalid(text, mark.start(), str(error)) from None
    builder.add_text(text[position:], position, *stack[-1][1:])
    builder.close("paragraph")
    return builder.passages


def read_plain(text: str, language: str) -> list[Passage]:
    """Return the paragraphs of text in which nothing is a mark."""
    builder, prosody, say = PassageBuilder(), Prosody(language=language), Say()
    position = 0
    for gap in re.finditer(r"\n[^\S\n]*\n\s*", text):
        builder.add_text(text[position : gap.start()], position, prosody, say)
        builder.close("paragraph")
        position = gap.end()
    builder.add_text(text[position:], position, prosody, say)
    builder.close("paragraph")
    return builder.passages


def _apply(mark: re.Match[str], builder: PassageBuilder, stack: list[tuple[str, Prosody, Say]]) -> None:
    name, value = mark["name"], mark["value"] or ""
    _, prosody, say = stack[-1]
    if mark["gap"]:
        builder.close("paragraph")
    elif mark["item"]:
        builder.close("sentence")
    elif mark["heading"]:
        builder.close("paragraph")
    elif mark["link"]:
        builder.add_text(mark["link"], mark.start("link"), prosody, say)
    elif mark["quote"] or mark["struck"] or mark["unstruck"]:
        return  # nothing is said for them
    elif mark["stars"]:
        level = "strong" if len(mark["stars"]) == 2 else "moderate"
        builder.add_text(mark["stressed"], mark.start("stressed"), changed(prosody, {"emphasis": level}), say)
    elif mark["closed"] is not None:
        _close(mark["closed"], stack)
    elif name == "pause":
        duration_s = values.pause_s(value) if value else _USUAL_PAUSE_S
        builder.add_event(Pause(duration_s, mark.start(), mark.end()))
    elif name == "mark":
        builder.add_event(Mark(_named(value, "mark verse"), mark.start(), mark.end()))
    else:
        if name == "voice" and stack[-1][0] == "voice":
            stack.pop()
            _, prosody, say = stack[-1]
        stack.append((name, changed(prosody, _changes(name, value)), Say("characters") if name == "spell" else say))


def _close(name: str, stack: list[tuple[str, Prosody, Say]]) -> None:
    if len(stack) == 1:
        raise ValueError("nothing is open that this mark could close")
    if name and stack[-1][0] != name:
        raise ValueError(f"[/{name}] cannot close [{stack[-1][0]}]")
    stack.pop()


def _changes(name: str, value: str) -> Mapping[str, Any]:
    if name in {"whisper", "slow", "fast", "spell"}:
        if value:
            raise ValueError(f"[{name}] takes no value")
        return {"style": "whisper"} if name == "whisper" else {} if name == "spell" else {"rate": values.rate(name)}
    if not value:
        raise ValueError(f"[{name}] needs a value")
    if name == "pitch":
        return {"pitch_semitones": values.pitch_semitones(value if value[-1] in "t%hwm" else value + "st")}
    if name == "volume":
        return {"volume_db": values.volume_db(value if not value[-1].isdecimal() else value + "dB")}
    if name == "rate":
        return {"rate": values.rate(value)}
    if name == "lang":
        return {"language": values.language(value)}
    return {name: _named(value, f"{name} NAME")}


def _named(value: str, example: str) -> str:
    if not _NAME.fullmatch(value):
        raise ValueError(f"write a name, as in [{example}]")
    return value

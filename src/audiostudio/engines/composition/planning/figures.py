"""Figures of a prompt: tempo, key, metre, length, bars and hit points, read out of free text and taken from it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, get_args

from audiostudio.engines.composition.errors import MusicError
from audiostudio.engines.composition.plan import Metre, beat_quarters
from audiostudio.engines.composition.planning.harmony import KeyMode, parse_key

SLOWEST_BPM, FASTEST_BPM = 30.0, 300.0
SHORTEST_S, LONGEST_S = 1.0, 3600.0
METRES: tuple[Metre, ...] = get_args(Metre)


@dataclass
class Figures:
    """What the figures of a prompt say; None where they say nothing.

    Attributes:
        mode: where only that is said: ``in a minor key``.
        hits_s: moments at which something is to happen.
        repeats: figures that were given again with another value, and so are not used.
        quotes: the words behind each attribute.
    """

    bpm: float | None
    key: tuple[int, KeyMode] | None
    mode: Literal["major", "minor"] | None
    metre: Metre | None
    duration_s: float | None
    bars: int | None
    hits_s: tuple[float, ...]
    repeats: list[str]
    quotes: dict[str, str]


def fastest_bpm(metre: Metre) -> float:
    """Return the fastest tempo of a metre: quarters at 300 a minute, dotted ones at as many quarters."""
    return FASTEST_BPM / max(1.0, float(beat_quarters(metre)))


def check_bpm(bpm: float, metre: Metre = "4/4") -> float:
    """Return a tempo that can be played.

    Raises:
        MusicError: ``bpm_impossible``.
    """
    fastest = fastest_bpm(metre)
    if not SLOWEST_BPM <= bpm <= fastest:
        raise MusicError(
            "bpm_impossible",
            f"{bpm:g} bpm cannot be played; in {metre} tempos lie between {SLOWEST_BPM:g} and {fastest:g} bpm.",
            allowed={"bpm": [SLOWEST_BPM, fastest]},
        )
    return bpm


def check_duration(duration_s: float) -> float:
    """Return a length that can be made.

    Raises:
        MusicError: ``duration_impossible``.
    """
    if not SHORTEST_S <= duration_s <= LONGEST_S:
        raise MusicError(
            "duration_impossible",
            f"A piece of {duration_s:g} s cannot be made; lengths lie between {SHORTEST_S:g} s and an hour.",
            allowed={"duration_s": [SHORTEST_S, LONGEST_S]},
        )
    return duration_s


def check_metre(text: str) -> Metre:
    """Return a metre that can be counted.

    Raises:
        MusicError: ``metre_unknown``.
    """
    for metre in METRES:
        if text == metre:
            return metre
    raise MusicError(
        "metre_unknown",
        f"{text[:20]} cannot be counted; metres are {', '.join(METRES)}.",
        allowed={"metre": list(METRES)},
    )


_UNITS = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
_NUMBER_WORD = "|".join((*_UNITS, *_TENS, "hundred"))
_NO_FIGURE = re.compile(r"\d{8,}")
_SPELLED = re.compile(
    rf"\b((?:an?\s+(?=hundred))?(?:{_NUMBER_WORD})(?:(?:[\s-]+and)?[\s-]+(?:{_NUMBER_WORD})){{0,6}})"
    r"(?=[\s-]*(?:and a half\s+)?(?:bpm|beats|seconds?|secs?|minutes?|mins?|hours?|bars?|measures?|and a half))",
    re.IGNORECASE,
)


def _spell_out(match: re.Match[str]) -> str:
    total = 0
    for word in re.split(r"[\s-]+", match.group(1).lower()):
        if word == "hundred":
            total = max(total, 1) * 100
        elif word in _TENS:
            total += _TENS[word]
        elif word in _UNITS:
            total += _UNITS[word]
    return str(total)


_N = r"(\d+(?:\.\d+)?)"
_BPM = (
    re.compile(rf"(?<![\d.])-?{_N}\s*(?:-|–|—|to)\s*{_N}\s*-?bpm\b", re.IGNORECASE),
    re.compile(rf"(?<![\w.])(-?{_N[1:-1]})\s*-?\s*(?:bpm|beats (?:per|a) minute)\b", re.IGNORECASE),
    re.compile(
        rf"\b(?:bpm|tempo)(?:\s*(?:of|is|at|around|about|:|=|-))*\s*{_N}(?![\d/:]|\s*(?:s|sec|min|bar))", re.IGNORECASE
    ),
    re.compile(
        r"(?:\bat\s|@\s*)(\d{2,3}(?:\.\d+)?)(?=\s*(?:$|[,.;!)]|and\b|in\b|with\b|for\b))(?![\d:.]*\d)", re.IGNORECASE
    ),
    re.compile(r"(?:^|,|(?<=[a-z])\s)\s*([6-9]\d|1\d\d)\s*(?=$|,)"),
)
_MODES = "major|minor|maj|min|dorian|phrygian|lydian|mixolydian|aeolian|ionian"
_NOTE = r"[A-Ga-g]\s?-?(?:#|♯|♭|sharp\b|flat\b|b(?![a-z]))?"
_NAMED_KEY = re.compile(
    rf"\b(?:in\s+)?(?:the\s+)?key\s*(?:of|is|:|=)?\s*"
    rf"((?:{_NOTE})\s*-?(?:(?:{_MODES})\b|m\b)?|\d{{1,2}}[ABab]\b)"
)
# "a minor" is a key only behind "in", for it may be "a minor key".
_KEY_AND_MODE = re.compile(
    r"(?<![\w'])((?:[A-G]|(?<=in )[a-g]|[b-g](?=\s(?:major|minor)\b)|[a-g](?=\s?(?:#|♯|♭|-?sharp|-?flat|b\s)))"
    rf"(?:\s?-?(?:#|♯|♭|sharp|flat|b))?\s*-?(?i:{_MODES}))\b(?!\s*(?:key|mode|seventh|7th))",
)
_KEYS = (
    _NAMED_KEY,
    _KEY_AND_MODE,
    re.compile(r"(?<![\w'])([A-G](?:#|♯|♭|b)?m)(?![\w'])"),
    re.compile(r"\bin\s+([A-G](?:#|♯|♭|b)?)(?=\s*(?:$|[,.;!)]|at\b|and\b|with\b|for\b|\d))"),
    re.compile(r"(?<![\w'])([A-G](?:#|♯|♭|b)|[B-G][\s-](?:flat|sharp))(?![\w'])"),
)
_NO_KEY = re.compile(
    rf"\b(?:in|key of|key:)\s+(?:the\s+key\s+of\s+)?([H-Zh-z](?:#|b)?\s*-?(?:{_MODES})\b|(?<=key of )[H-Z]\b"
    r"|[A-G](?:#|b)?\s+(?:purple|locrian|blue)\b)"
)
_MODE = re.compile(
    r"\b(?:in\s+)?(?:an?\s+)?(major|minor)(?:\s+(?:key|mode|scale|tonality|harmony|chords|keys))\b|\bin\s+(major|minor)\b",
    re.IGNORECASE,
)
_METRE = re.compile(
    r"(?<![\d/.])(\d{1,2})\s?/\s?(\d{1,2})(?![\d/])(?!\s*-?(?:notes?|speed|hour|dash))"
    r"(?:\s*-?(?:time signature|time|signature|metre|meter))?",
    re.IGNORECASE,
)
_HALF = r"(?:\s*and a half|\s*1/2|½)"
_M, _S = r"(?:minutes?|mins?|m)(?![a-z])", r"(?:seconds?|secs?|s)(?![a-z])"
_OF_A_DECADE = (
    "style|hip|pop|rock|synth|disco|vibe|music|r&b|funk|soul|house|jazz|country|sitcom|movie|game|retro|electro|feel"
    "|and [89]0s"
)
_DURATIONS = (
    re.compile(rf"{_N}\s*(?:-|–|to)\s*{_N}\s*-?({_S}|{_M})", re.IGNORECASE),
    re.compile(rf"{_N}\s*-?\s*(?:h|hrs?|hours?)\b(?:\s*(?:and\s*)?{_N}\s*{_M})?", re.IGNORECASE),
    re.compile(rf"{_N}({_HALF})?\s*-?\s*{_M}({_HALF})?(?:\s*(?:,|and)?\s*{_N}\s*-?(?:{_S})?\b)?", re.IGNORECASE),
    re.compile(
        # the names of drum machines are no lengths
        rf"(?<![\d.'’])(?!(?:303|606|707|808|909)s)(-?{_N[1:-1]})\s*-?\s*{_S}(?!\s*(?:{_OF_A_DECADE}))",
        re.IGNORECASE,
    ),
    re.compile(r"(?<![\d:])(?:(\d{1,2}):)?(\d{1,2}):(\d{2})(?![\d:])"),
    re.compile(r"\b(half an?|an?)\s+(minute|hour)\b(\s*and a half)?|\b(half a minute)\b", re.IGNORECASE),
)
_DECADES = re.compile(r"\b(?:the\s+)?(?:(?:19|20)[0-9]0|[5-9]0)'?s\b|['’][2-9]0s\b", re.IGNORECASE)
_LENGTH_NEAR = re.compile(r"(?:loop|long|track|duration|length|clip|version|spot|ad|cut|for|about)\W*$", re.IGNORECASE)
_LENGTH_AFTER = re.compile(
    r"^\W*(?:loop|long|track|duration|length|clip|version|spot|ad\b|cut|commercial|intro|of\b|bed|song|piece)",
    re.IGNORECASE,
)
_BARS = re.compile(r"\b(\d{1,3})\s*-?\s*(?:bars?|measures?)\b(?!\s*-?blues)", re.IGNORECASE)
_TIME = r"(?:\d{1,2}:\d{2}(?:\.\d+)?|\d+(?:\.\d+)?\s*(?:seconds?|secs?|s)?)"
_HITS = re.compile(
    r"\b(?:hits?|hit ?points?|accents?|impacts?|drops?|climax|cuts?|changes?|switch(?:es)?|transitions?|kicks? in"
    r"|starts?|sync(?:ed)?|stings?)(?:\s+(?:points?|hits?|comes|happens|the picture|the music))?\s+(?:at|on)\s+"
    rf"({_TIME}(?:\s*,\s*{_TIME})*\s*,?\s*(?:and|&)\s*{_TIME}|{_TIME}(?:\s*,\s*{_TIME})+(?=\s*(?:$|[.;]))|{_TIME})"
    r"(?!\s*(?:bpm|beats|\d*/))",
    re.IGNORECASE,
)


def read_figures(text: str) -> tuple[Figures, str]:
    """Read the figures of a prompt.

    Returns:
        The figures, and the text without them.

    Raises:
        MusicError: ``bpm_impossible``, ``duration_impossible``, ``metre_unknown``, ``key_unknown``.
    """
    figures = Figures(None, None, None, None, None, None, (), [], {})
    text = _SPELLED.sub(_spell_out, _NO_FIGURE.sub(" ", text))
    for read in (_read_hits, _read_bpm, _read_key, _read_metre, _read_bars, _read_duration):
        text = read(text, figures)
    return figures, text


def _take(text: str, pattern: re.Pattern[str], use: Callable[[re.Match[str]], bool]) -> str:
    """Give each match to ``use`` and blank those that it takes."""
    return pattern.sub(lambda match: " " if use(match) else match.group(0), text)


def _keep(figures: Figures, name: str, value: object, quote: str) -> bool:
    """Keep the first value of a figure; remember that another was given after it."""
    known = getattr(figures, name)
    if known is None:
        setattr(figures, name, value)
        figures.quotes[name] = quote.strip()
    elif known != value:
        figures.repeats.append(quote.strip())
    return True


def _read_hits(text: str, figures: Figures) -> str:
    def use(match: re.Match[str]) -> bool:
        times = [_seconds(time) for time in re.findall(_TIME, match.group(1))]
        figures.hits_s = tuple(sorted({*figures.hits_s, *times}))
        figures.quotes["hit_points"] = match.group(0)
        return True

    return _take(text, _HITS, use)


def _seconds(time: str) -> float:
    minutes, colon, seconds = time.partition(":")
    return 60 * int(minutes) + float(seconds) if colon else float(re.sub(r"[a-z\s]", "", time.lower()))


def _read_bpm(text: str, figures: Figures) -> str:
    def use_range(match: re.Match[str]) -> bool:
        middle = (float(match.group(1)) + float(match.group(2))) / 2
        return _keep(figures, "bpm", check_bpm(middle), match.group(0))

    def use(match: re.Match[str]) -> bool:
        return _keep(figures, "bpm", check_bpm(float(match.group(1))), match.group(0))

    def use_bare(match: re.Match[str]) -> bool:  # a bare figure is a tempo only where it can be one
        return SLOWEST_BPM <= float(match.group(1)) <= FASTEST_BPM and use(match)

    text = _take(text, _BPM[0], use_range)
    for pattern in _BPM[1:3]:
        text = _take(text, pattern, use)
    return _take(_take(text, _BPM[3], use_bare), _BPM[4], use_bare)


def _read_key(text: str, figures: Figures) -> str:
    impossible = _NO_KEY.search(text)
    if impossible:
        parse_key(impossible.group(1))  # raises, and says what keys there are

    def use(match: re.Match[str]) -> bool:
        return _keep(figures, "key", parse_key(re.sub(r"\s?-", " ", match.group(1))), match.group(0))

    for pattern in _KEYS:
        text = _take(text, pattern, use)

    def use_mode(match: re.Match[str]) -> bool:
        return _keep(figures, "mode", (match.group(1) or match.group(2)).lower(), match.group(0))

    return _take(text, _MODE, use_mode)


def _read_metre(text: str, figures: Figures) -> str:
    def use(match: re.Match[str]) -> bool:
        metre = f"{int(match.group(1))}/{int(match.group(2))}"
        said = re.search("time|sig|met", match.group(0), re.IGNORECASE)
        if metre not in METRES and not said and int(match.group(2)) not in (2, 4, 8, 16):
            return False  # 24/7, 50/50, a date
        return _keep(figures, "metre", check_metre(metre), match.group(0))

    return _take(text, _METRE, use)


def _read_bars(text: str, figures: Figures) -> str:
    def use(match: re.Match[str]) -> bool:
        if int(match.group(1)) == 12 and re.search("blues", text, re.IGNORECASE):
            return False  # what twelve-bar blues is called, not its length
        return _keep(figures, "bars", int(match.group(1)), match.group(0))

    return _take(text, _BARS, use)


def _read_duration(text: str, figures: Figures) -> str:
    decades = [
        match.span()
        for match in _DECADES.finditer(text)
        if len(match.group(0)) > 3
        or not (_LENGTH_NEAR.search(text[: match.start()]) or _LENGTH_AFTER.search(text[match.end() :]))
    ]

    def use(match: re.Match[str], seconds: float) -> bool:
        if any(start < match.end() and match.start() < end for start, end in decades):
            return False
        return _keep(figures, "duration_s", check_duration(seconds), match.group(0))

    def number(text: str | None) -> float:
        return float(text) if text else 0.0

    readers: tuple[Callable[[re.Match[str]], float], ...] = (
        lambda m: (number(m[1]) + number(m[2])) / 2 * (60 if m[3].lower().startswith("m") else 1),
        lambda m: 3600 * number(m[1]) + 60 * number(m[2]),
        lambda m: 60 * number(m[1]) + (30 if m[2] or m[3] else 0) + number(m[4]),
        lambda m: number(m[1]),
        lambda m: 3600 * number(m[1]) + 60 * number(m[2]) + number(m[3]),
        _spoken_duration,
    )
    for pattern, seconds in zip(_DURATIONS, readers, strict=True):
        taken = _take(text, pattern, lambda match, seconds=seconds: use(match, seconds(match)))  # type: ignore[misc]
        if taken != text:  # places have moved
            decades, text = [match.span() for match in _DECADES.finditer(taken) if len(match.group(0)) > 3], taken
    return text


def _spoken_duration(match: re.Match[str]) -> float:
    unit = 3600.0 if match[2] and match[2].lower() == "hour" else 60.0
    if (match[1] or match[4]).lower().startswith("half"):
        return unit / 2
    return unit * (1.5 if match[3] else 1)

"""Finds what espeak-ng would read wrongly, or as several words with rests between, and says it in its language's words.

Numbers, amounts, dates, times, units, ranks and abbreviations; all else is left to espeak-ng as it is written.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from audiostudio.engines.text.espeak.tables import Wording

_ROMAN = {"I": 1, "V": 5, "X": 10}
_IS_ROMAN = re.compile(r"X{0,3}(?:IX|IV|V?I{0,3})")
_NO_BREAK = "[ \u00a0\u202f]"
# Vowel signs of Devanagari are no letters to `re`.
_ENDS = r"(?![\w\u0900-\u0963\u0966-\u097f])"
_STARTS = r"(?<![\w\u0900-\u0963.,])"


@dataclass(frozen=True)
class Form:
    """A stretch of text, and the words that are said for it.

    Attributes:
        start, end: its characters.
        words: what is said.
    """

    start: int
    end: int
    words: str


class WrittenForms:
    """The written forms of one language.

    Args:
        wording: its words.
    """

    def __init__(self, wording: Wording) -> None:
        self._wording = wording
        self._months = wording.months.split()
        groups = wording.thousands.replace(" ", " \u00a0\u202f")
        size = "{2,3}" if wording.thousands == "," else "{3}"
        number = rf"\d{{1,3}}(?:[{groups}]\d{size})+{_ENDS}(?:[{wording.decimal}]\d+)?|\d+(?:[.,]\d+)?"
        signs = _any_of(wording.currencies)
        months = "|".join(self._months)
        self._units = {**wording.units, **dict(_measures(wording))}
        units = _any_of(self._units)
        self._rules: list[tuple[re.Pattern[str], Callable[[re.Match[str]], str]]] = [
            (re.compile(rf"{_STARTS}({_any_of(wording.abbreviations)})(?:{_ENDS}|(?<=\.))"), self._abbreviation),
            (re.compile(rf"{_STARTS}(?P<y>\d{{4}})-(?P<m>\d\d)-(?P<d>\d\d){_ENDS}"), self._date),
            (re.compile(rf"{_STARTS}(?P<d>\d\d?)([/.])(?P<m>\d\d?)\2(?P<y>\d{{4}}){_ENDS}"), self._date),
            (
                re.compile(rf"{_STARTS}(\d\d?)(?::|{_NO_BREAK}?h{_NO_BREAK}?)([0-5]\d)(?:{_NO_BREAK}(?:h|बजे))?{_ENDS}"),
                self._time,
            ),
            (re.compile(rf"{_STARTS}(\d\d?){_NO_BREAK}?h{_ENDS}"), self._hours),
            (re.compile(rf"{_STARTS}(?P<sign>{signs}){_NO_BREAK}?(?P<number>{number})"), self._amount),
            (re.compile(rf"{_STARTS}(?P<number>{number}){_NO_BREAK}?(?P<sign>{signs})"), self._amount),
            (re.compile(rf"{_STARTS}([-−]?)({number}){_NO_BREAK}?%"), self._percentage),
            (re.compile(rf"{_STARTS}([-−]?)({number}){_NO_BREAK}?({units}){_ENDS}"), self._quantity),
            (re.compile(r"[²³]"), lambda found: wording.powers["²³".index(found[0])]),
            (re.compile(rf"{_STARTS}({number})[-–]({number}){_ENDS}"), self._range),
            (re.compile(rf"{_STARTS}([-−])({number}){_ENDS}"), lambda found: self._signed(found[1], found[2])),
            (re.compile(rf"{_STARTS}1(?={_NO_BREAK}(?:de )?(?:{months}){_ENDS})"), lambda found: wording.first_day),
            (re.compile(rf"{_STARTS}(\d+|[IVX]+)({_any_of(wording.rank_endings)}){_ENDS}"), self._rank),
            (re.compile(rf"(?<=[a-záéíóúç] )([IVX]+){_ENDS}"), self._roman),
            (re.compile(rf"{_STARTS}({number}){_ENDS}"), lambda found: self._number(found[1])),
        ]

    def find(self, text: str) -> Iterator[Form]:
        """Yield what is to be said in other words than it is written, in the order of the text."""
        found: list[Form] = []
        for pattern, say in self._rules:
            for place in pattern.finditer(text):
                if any(place.start() < other.end and other.start < place.end() for other in found):
                    continue
                if words := say(place):
                    found.append(Form(place.start(), place.end(), words))
        yield from sorted(found, key=lambda form: form.start)

    def _abbreviation(self, found: re.Match[str]) -> str:
        return self._wording.abbreviations[found[1]]

    def _date(self, found: re.Match[str]) -> str:
        day, month = int(found["d"]), int(found["m"])
        if not 1 <= month <= len(self._months) or not 1 <= day <= 31:
            return ""
        said = self._wording.first_day if day == 1 and self._wording.first_day else str(day)
        return self._wording.date.format(day=said, month=self._months[month - 1], year=self._number(found["y"]))

    def _time(self, found: re.Match[str]) -> str:
        if int(found[1]) > 24:
            return ""
        if found[2] == "00":
            return self._hours(found) if "h" in found[0] else self._wording.full_hour.format(self._hour(found[1]))
        return self._wording.time.format(self._hour(found[1]), int(found[2]))

    def _hours(self, found: re.Match[str]) -> str:
        one, many = self._wording.hours
        return one if int(found[1]) == 1 else many.format(self._hour(found[1]))

    def _hour(self, figures: str) -> str:
        return self._wording.hour_numbers.get(figures.lstrip("0"), str(int(figures)))

    def _amount(self, found: re.Match[str]) -> str:
        currency = self._wording.currencies[found["sign"]]
        whole, _, rest = self._plain(found["number"]).partition(".")
        if len(rest) not in {0, 2}:
            return f"{self._number(found['number'])} {currency.many}"
        said = currency.one if whole == "1" else f"{whole} {currency.many}"
        return f"{said} {currency.cents.format(int(rest))}" if rest.strip("0") else said

    def _percentage(self, found: re.Match[str]) -> str:
        return f"{self._signed(found[1], found[2])} {self._wording.percent}"

    def _quantity(self, found: re.Match[str]) -> str:
        one, many = self._units[found[3]]
        if found[2] == "1":
            return f"{self._wording.minus} {one}" if found[1] else one
        return f"{self._signed(found[1], found[2])} {many}"

    def _range(self, found: re.Match[str]) -> str:
        return f"{self._number(found[1])} {self._wording.to} {self._number(found[2])}"

    def _signed(self, sign: str, figures: str) -> str:
        return f"{self._wording.minus} {self._number(figures)}" if sign else self._number(figures)

    def _rank(self, found: re.Match[str]) -> str:
        number = int(found[1]) if found[1].isdecimal() else _roman_number(found[1])
        which = self._wording.rank_endings.get(found[2], "")
        if which == "men" and "short" in self._wording.ordinals and re.match(r" [a-z]", found.string[found.end() :]):
            which = "short"
        ranks = self._wording.ordinals.get(which, ())
        return ranks[number - 1] if 1 <= number <= len(ranks) else ""

    def _roman(self, found: re.Match[str]) -> str:
        """Return the number of a king or a century; where espeak-ng reads them well, nothing."""
        number, ranks = _roman_number(found[1]), self._wording.ordinals.get("men", ())
        before = re.search(r"[^\W\d_]+$", found.string[: found.start() - 1])
        is_name = before is not None and before[0][0].isupper() and len(before[0]) > 2
        if not self._wording.kings or not number or (len(found[1]) == 1 and not (is_name and found[1] in "IV")):
            return ""
        if is_name and (number == 1 or (self._wording.kings == "ranks" and number <= len(ranks))):
            return ranks[number - 1]
        return str(number)

    def _number(self, figures: str) -> str:
        plain = self._plain(figures)
        whole, _, rest = plain.partition(".")
        if rest:
            decimals = rest if rest[0] != "0" and len(rest) < 3 else " ".join(rest)
            return f"{whole} {self._wording.point} {decimals}"
        hundreds = self._wording.years_by_hundreds
        if hundreds and whole == figures and re.fullmatch(r"1[1-9]\d\d", whole):
            return f"{whole[:2]} {hundreds} {int(whole[2:])}" if whole[2:] != "00" else f"{whole[:2]} {hundreds}"
        return whole

    def _plain(self, figures: str) -> str:
        """Return figures without groups, a full stop before decimals."""
        if self._wording.decimal == ".":
            return figures.replace(",", "")
        if re.fullmatch(r"[1-9]\d{0,2}(?:[ .\u00a0\u202f]\d{3})+(?:,\d+)?", figures):
            figures = re.sub(r"[ .\u00a0\u202f]", "", figures)
        return figures.replace(",", ".")


def _measures(wording: Wording) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield units of area and volume, and those of a millionth."""
    for length in ("km", "m", "cm", "mm"):
        for power, patterns in zip("²³", (wording.areas, wording.volumes), strict=True):
            if length in wording.units:
                one, many = wording.units[length]
                yield length + power, (patterns[0].format(one), patterns[1].format(many))
    for symbol, (one, many) in wording.units.items():
        if symbol in {"m", "g", "l", "L"}:
            article, _, name = one.rpartition(" ")
            for micro in "µμ":
                yield micro + symbol, (f"{article} {wording.micro}{name}", wording.micro + many)


def _roman_number(letters: str) -> int:
    """Return the value of a Roman numeral, 0 if it is none."""
    if not _IS_ROMAN.fullmatch(letters):
        return 0
    values = [_ROMAN[letter] for letter in letters]
    return sum(-one if one < after else one for one, after in zip(values, [*values[1:], 0], strict=True))


def _any_of(words: Iterable[str]) -> str:
    """Return a regular expression of words, none for no words."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) or r"(?!)"

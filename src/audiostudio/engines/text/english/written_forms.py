"""Rules by which written forms that hold digits or signs are read in English: one pattern and one reading each.

The order of `rules` matters: the first pattern that matches at a place, and whose reading accepts, wins.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from audiostudio.engines.text.english import numbers, tables

Reading = Callable[[re.Match[str]], list[str] | None]


@dataclass(frozen=True)
class Rule:
    """A written form.

    Attributes:
        pattern: what it looks like.
        read: gives its words, ``None`` where it is something else after all. A word of single letters with spaces
            between is spelled; a word that is a comma is a short rest.
    """

    pattern: re.Pattern[str]
    read: Reading


_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+"
_SIGNED = rf"(?:(?<![\w.,)])[-−+])?(?:{_NUMBER})"
_MONTH = "|".join(sorted((re.escape(name) for name in tables.MONTH_BY_WRITTEN), key=len, reverse=True))
_DAY = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?"
_YEAR = r"\d{4}"
_SCALE = "|".join(sorted(tables.SCALES, key=len, reverse=True))
_LONG_SCALE = "hundred|thousand|million|billion|trillion"
_CURRENCY = "".join(tables.CURRENCIES)
_ONE_UNIT = "|".join(sorted((re.escape(unit) for unit in tables.UNITS), key=len, reverse=True))
_UNIT = rf"(?:{_ONE_UNIT})(?:[²³](?:/(?:{_ONE_UNIT})[²³]?)?|/(?:{_ONE_UNIT})[²³]?)?"
_GREEK_UNIT = "|".join(unit for unit in tables.UNITS if len(unit) > 1 and (unit[0] in "µμ" or unit[-1] == "Ω"))
UNIT_ALONE = re.compile(rf"(?:{_GREEK_UNIT})(?!\w)")
_END = r"(?![\w])"
# What is counted by millions: people, or a plural in small letters.
_COUNTED = r"(?=\+?\s+(?:people|men|women|children|[a-z]{3,}(?<![ius])s)\b)"
_HALF_DAY = r"(?P<half>[AaPp])(?:\.\s?[Mm]\.|[Mm]\b)"
_MONEY_RANGE = (
    rf"(?P<currency>[{_CURRENCY}])(?P<low>{_NUMBER})\s?[–—-]\s?[{_CURRENCY}]?(?P<high>{_NUMBER})"
    rf"(?:\s(?P<scale>{_LONG_SCALE}))?{_END}"
)
_MONEY = (
    rf"(?P<sign>[-−])?(?P<land>US)?(?P<currency>[{_CURRENCY}])\s?(?P<number>{_NUMBER})"
    rf"(?:(?:\s|-)?(?P<scale>{_SCALE}){_END})?"
)
_MONEY_BEFORE_ITS_SIGN = (
    rf"(?P<sign>[-−])?(?P<number>{_NUMBER})(?:\s(?P<scale>{_SCALE}))?\s?"
    rf"(?P<currency>[{_CURRENCY}]|(?:{'|'.join(tables.CURRENCY_BY_CODE)}){_END})"
)


def rules(*, british: bool) -> Sequence[Rule]:
    """Return the rules in the order in which they are tried."""
    forms: Sequence[tuple[str, Callable[[re.Match[str], bool], list[str] | None]]] = (
        (r"(?:https?://|www\.)[^\s<>\"]+[\w/]", _read_address),
        (r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", _read_email),
        (rf"(?:[A-Za-z0-9-]+\.)+(?:{tables.TOP_DOMAINS})(?:/[\w./-]*\w)?{_END}(?!\.\w)", _read_address),
        (r"@[A-Za-z_]\w*", lambda found, _: ["at", *split_name(found[0][1:])]),
        (r"#[A-Za-z]\w*", lambda found, _: ["hashtag", *split_name(found[0][1:])]),
        (
            rf"#\s?(?P<number>{_NUMBER}){_END}",
            lambda found, uk: ["number", *numbers.decimal(found["number"], british=uk)],
        ),
        (_MONEY_RANGE, _read_money_range),
        (_MONEY, _read_money),
        (_MONEY_BEFORE_ITS_SIGN, _read_money),
        (rf"(?P<year>{_YEAR})-(?P<month>\d\d)-(?P<day>\d\d){_END}", _read_date),
        (rf"(?P<year>{_YEAR})/(?P<month>\d\d?)/(?P<day>\d\d?){_END}", _read_date),
        (rf"(?P<first>\d\d?)(?P<by>-)(?P<second>\d\d?)-(?P<year>\d{{4}}){_END}(?!-)", _read_slashed_date),
        (rf"(?P<first>\d\d?)(?P<by>[/.])(?P<second>\d\d?)(?P=by)(?P<year>\d{{4}}|\d\d){_END}", _read_slashed_date),
        (rf"(?P<name>{_MONTH})\.?\s(?P<day>{_DAY})(?:,?\s(?P<year>{_YEAR}))?{_END}(?![:/]|[.,]\d)", _read_date),
        (rf"(?P<day>{_DAY})\s(?:of\s)?(?P<name>{_MONTH})\.?(?:,?\s(?P<year>{_YEAR}))?{_END}", _read_date),
        (rf"(?P<name>{_MONTH})\.?\s(?P<year>{_YEAR}){_END}", _read_month),
        (rf"(?P<century>\d\d)?(?P<decade>\d0)['’]?s{_END}", _read_decade),
        (rf"['’](?P<century>)(?P<decade>[1-9]0)s{_END}", _read_decade),
        (rf"(?P<hour>\d\d?):(?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d))?(?:\s?{_HALF_DAY})?{_END}", _read_time),
        (rf"(?P<hour>\d\d?)\s?{_HALF_DAY}{_END}", _read_time),
        (r"(?:\+?1[-. ])?\(?\d{3}\)?[-. ]\d{3}[-.]\d{4}(?!\d)|(?:\+?1 )?\(\d{3}\) ?\d{3}[- ]\d{4}(?!\d)", _read_phone),
        (r"\+\d{1,3}(?:[ -]?\(?\d{1,5}\)?){2,5}(?!\d)|0\d{2,4} \d{3,4} \d{3,4}(?!\d)|\d{3}-\d{4}(?!\d)", _read_phone),
        (r"\d{1,3}(?:\.\d{1,3}){3}(?![\w.]*\d)", lambda found, _: _dotted(found[0])),
        (r"[vV]?\d+(?:\.\d+){2,}(?!\d)", _read_version),
        (r"[vV]\d+(?:\.\d+)*(?!\d)", _read_version),
        (r"(?P<feet>\d)['′](?P<inches>1[01]|\d)[\"″]", _read_height),
        (rf"(?P<number>\d{{1,3}}(?:,\d{{3}})+|\d+)(?:st|nd|rd|th){_END}", _read_ordinal),
        (rf"(?:(?P<whole>\d+)[\s-])?(?P<upper>\d{{1,3}})[/⁄](?P<lower>\d{{1,3}}){_END}(?!/)", _read_fraction),
        (rf"(?P<whole>\d+)?\s?(?P<sign>[{''.join(tables.FRACTIONS)}])", _read_fraction_sign),
        (r"\d+(?:-\d+){2,}(?:-[Xx])?(?![\w-])", _read_groups),
        (
            rf"(?P<low>{_NUMBER})(?:\s?[–—]\s?|-)(?P<high>{_NUMBER})(?:\s?(?P<unit>{_UNIT}))?{_END}(?!-\d)",
            _read_range,
        ),
        (rf"(?P<number>{_SIGNED})(?:\s(?P<scale>{_LONG_SCALE}))?[\s-]?(?P<unit>{_UNIT}){_END}", _read_measure),
        (r"(?P<name>[A-Z]{1,3})(?P<number>\d{1,3})(?![\w.]*\w)", _read_model_name),
        (rf"(?P<number>\d+(?:\.\d+)?)(?P<scale>k|K|bn){_END}", _read_scaled),
        (rf"(?P<number>\d+\.\d+)(?P<scale>[MB]){_END}", _read_scaled),
        (rf"(?P<number>\d+)(?P<scale>[MB]){_COUNTED}", _read_scaled),
        (rf"(?P<number>\d{{1,4}})(?P<letters>[A-Za-z]{{1,2}}){_END}", _read_lettered),
        (_SIGNED, _read_number),
    )
    return [
        Rule(re.compile(pattern), lambda found, read=read: read(found, british))  # type: ignore[misc]
        for pattern, read in forms
    ]


def split_name(name: str) -> list[str]:
    """Return the words of a name written without spaces, ``MachineLearning_2024`` for one."""
    words: list[str] = []
    for part in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_]+", name):
        words += numbers.decimal(part) if part.isdecimal() else [part]
    return words


def spelled(letters: str) -> str:
    """Return letters as one word that is spelled."""
    return " ".join(letters.upper())


def _read_address(found: re.Match[str], british: bool) -> list[str]:
    address = re.sub(r"^https?://", "", found[0])
    host, slash, path = address.partition("/")
    words = []
    for number, label in enumerate(host.split(".")):
        words += ["dot"] * (number > 0)
        is_spelled = label == "www" or (number > 0 and label in tables.SPELLED_DOMAINS)
        words += [spelled(label)] if is_spelled else _label_words(label)
    return words + (_label_words(slash + path.rstrip("/")) if path else [])


def _read_email(found: re.Match[str], british: bool) -> list[str]:
    person, _, host = found[0].partition("@")
    *labels, top = host.split(".")
    words = [*_label_words(person), "at", *_label_words(".".join(labels)), "dot"]
    return words + ([spelled(top)] if top in tables.SPELLED_DOMAINS else _label_words(top))


_SIGNS = {".": "dot", "-": "dash", "_": "underscore", "/": "slash", "+": "plus", "?": "question mark", "=": "equals"}
_SIGNS |= {"&": "and", "#": "hash", "%": "percent", "~": "tilde", ":": "colon", "@": "at"}


def _label_words(label: str) -> list[str]:
    words: list[str] = []
    for part in re.findall(r"[^\W\d_]+|\d+|[\W_]", label):
        if part.isdecimal():
            words += numbers.digits(part) if len(part) > 2 else numbers.decimal(part)
        elif part[0].isalpha():
            words += split_name(part)
        else:
            words += _SIGNS.get(part, "").split()
    return words


def _read_money(found: re.Match[str], british: bool) -> list[str]:
    written = found["currency"]
    one, many, small_one, small_many = tables.CURRENCIES[tables.CURRENCY_BY_CODE.get(written, written)]
    minus = ["minus"] if found["sign"] else []
    scale, number = found["scale"], found["number"].replace(",", "")
    if scale:
        return [*minus, *numbers.decimal(number, british=british), tables.SCALES[scale], many]
    whole, _, fraction = number.partition(".")
    if fraction and len(fraction) != 2:
        return [*minus, *numbers.decimal(number, british=british), many]
    major, minor = int(whole or 0), int(fraction or 0)
    words = [*numbers.cardinal(major, british=british), one if major == 1 else many]
    small = [*numbers.cardinal(minor), small_one if minor == 1 else small_many]
    if not minor:
        return minus + words
    return minus + (small if major == 0 else [*words, "and", *small])


def _read_date(found: re.Match[str], british: bool) -> list[str] | None:
    groups = found.groupdict()
    month = groups.get("name") or int(groups["month"])
    day = int(re.sub(r"\D", "", found["day"]))
    return _date(month, day, found["year"], british)


def _read_slashed_date(found: re.Match[str], british: bool) -> list[str] | None:
    first, second = int(found["first"]), int(found["second"])
    day_first = british or found["by"] == "." or first > 12
    month, day = (second, first) if day_first else (first, second)
    year = found["year"] if len(found["year"]) == 4 else ("20" if int(found["year"]) < 50 else "19") + found["year"]
    return _date(month, day, year, british)


def _date(month: str | int, day: int, year: str | None, british: bool) -> list[str] | None:
    if (isinstance(month, int) and not 1 <= month <= 12) or not 1 <= day <= 31:
        return None
    name = tables.MONTH_BY_WRITTEN[month] if isinstance(month, str) else tables.MONTHS[month - 1]
    rank = numbers.ordinal(day)
    date = ["the", *rank, "of", name] if british else [name, *rank]
    return date + ([",", *numbers.year(int(year), british=british)] if year else [])


def _read_month(found: re.Match[str], british: bool) -> list[str]:
    return [tables.MONTH_BY_WRITTEN[found["name"]], *numbers.year(int(found["year"]), british=british)]


def _read_decade(found: re.Match[str], british: bool) -> list[str] | None:
    century, decade = found["century"], int(found["decade"])
    if decade == 0:
        return [*(numbers.cardinal(int(century)) if century else []), "hundreds"] if century else None
    return [
        *(numbers.cardinal(int(century)) if century else []),
        numbers.plural(numbers.cardinal(decade)[0]),
    ]


def _read_time(found: re.Match[str], british: bool) -> list[str] | None:
    groups = found.groupdict()
    hour, minute = int(groups["hour"]), int(groups.get("minute") or 0)
    if hour > 24 or (groups["half"] and not 1 <= hour <= 12):
        return None
    words = numbers.cardinal(hour)
    if minute:
        words += [*(["oh"] if minute < 10 else []), *numbers.cardinal(minute)]
    if groups.get("second"):
        second = int(groups["second"])
        words += ["and", *numbers.cardinal(second), "second" if second == 1 else "seconds"]
    if groups["half"]:
        return [*words, spelled(groups["half"] + "M")]
    if not minute and not groups.get("second"):
        words += ["o'clock"] if 1 <= hour <= 12 else ["hundred", "hours"]
    return words


def _read_phone(found: re.Match[str], british: bool) -> list[str]:
    words = ["plus"] if found[0].startswith("+") else []
    for number, group in enumerate(re.findall(r"\d+", found[0])):
        words += [","] * (number > 0) + numbers.digits(group, zero="oh" if british else "zero")
    return words


def _read_groups(found: re.Match[str], british: bool) -> list[str]:
    words: list[str] = []
    for number, group in enumerate(found[0].split("-")):
        words += [","] * (number > 0) + (numbers.digits(group) or [group.upper()])
    return words


def _dotted(figures: str) -> list[str]:
    words: list[str] = []
    for number, part in enumerate(figures.split(".")):
        words += ["dot"] * (number > 0) + numbers.digits(part)
    return words


def _read_version(found: re.Match[str], british: bool) -> list[str]:
    words = ["version"] if found[0][0] in "vV" else []
    for number, part in enumerate(found[0].lstrip("vV").split(".")):
        words += ["point"] * (number > 0) + numbers.decimal(part, british=british)
    return words


def _read_ordinal(found: re.Match[str], british: bool) -> list[str]:
    return numbers.ordinal(int(found["number"].replace(",", "")), british=british)


def _read_height(found: re.Match[str], british: bool) -> list[str]:
    feet, inches = int(found["feet"]), int(found["inches"])
    words = [*numbers.cardinal(feet), "foot" if feet == 1 else "feet"]
    return words + ([*numbers.cardinal(inches), "inch" if inches == 1 else "inches"] if inches else [])


def _read_fraction(found: re.Match[str], british: bool) -> list[str] | None:
    if found[0] in tables.READ_AS_NAMES:
        return tables.READ_AS_NAMES[found[0]].split()
    upper, lower = int(found["upper"]), int(found["lower"])
    if lower < 2 or (upper >= lower and not found["whole"] and lower not in {2, 3, 4, 8}):
        return [*numbers.cardinal(upper, british=british), "over", *numbers.cardinal(lower, british=british)]
    name = {2: "half", 4: "quarter"}.get(lower) or numbers.ordinal(lower)[-1]
    before = [] if lower in {2, 4} else numbers.ordinal(lower)[:-1]
    many = "halves" if name == "half" else numbers.plural(name)
    words = [*numbers.cardinal(upper, british=british), *before, name if upper == 1 else many]
    if not found["whole"]:
        return words
    joined = ["a", *words[1:]] if upper == 1 and not before and lower in {2, 4} else words
    return [*numbers.decimal(found["whole"], british=british), "and", *joined]


def _read_fraction_sign(found: re.Match[str], british: bool) -> list[str]:
    words = tables.FRACTIONS[found["sign"]].split()
    if not found["whole"]:
        return words
    joined = ["a", *words[1:]] if found["sign"] in "½¼" else words
    return [*numbers.decimal(found["whole"], british=british), "and", *joined]


def _read_money_range(found: re.Match[str], british: bool) -> list[str]:
    low, high = (numbers.decimal(found[end], british=british) for end in ("low", "high"))
    scale = [found["scale"]] if found["scale"] else []
    return [*low, "to", *high, *scale, tables.CURRENCIES[found["currency"]][1]]


def _read_range(found: re.Match[str], british: bool) -> list[str]:
    low, high, unit = found["low"], found["high"], found["unit"]
    ends = [_year_or_number(low, high, british), _year_or_number(high, low, british)]
    words = [*ends[0], "to", *ends[1]]
    return words + (tables.unit_words(unit, singular=False, british=british) if unit else [])


def _year_or_number(figures: str, other: str, british: bool) -> list[str]:
    is_year = len(figures) == 4 and figures.isdecimal() and len(other) in {2, 4} and figures[:2] in {*_CENTURIES}
    return numbers.year(int(figures), british=british) if is_year else numbers.decimal(figures, british=british)


_CENTURIES = [str(century) for century in range(11, 21)]


def _read_measure(found: re.Match[str], british: bool) -> list[str]:
    figures, scale = found["number"], found["scale"]
    words = numbers.decimal(figures, british=british) + ([tables.SCALES[scale]] if scale else [])
    is_one = figures.lstrip("-−+") == "1" and not scale
    joined = found[0][len(found[0]) - len(found["unit"]) - 1] == "-"
    return words + tables.unit_words(found["unit"], singular=is_one or joined, british=british)


def _read_model_name(found: re.Match[str], british: bool) -> list[str]:
    return [spelled(found["name"]), *numbers.decimal(found["number"], british=british)]


def _read_scaled(found: re.Match[str], british: bool) -> list[str]:
    if found["scale"] in "kK" and len(found["number"]) == 1:
        return [*numbers.decimal(found["number"]), spelled("K")]
    return [*numbers.decimal(found["number"], british=british), tables.SCALES[found["scale"]]]


def _read_lettered(found: re.Match[str], british: bool) -> list[str]:
    figures = found["number"]
    if len(figures) == 3 and figures[1:] != "00" and figures[0] != "0":  # of a room or a house: one oh one B
        rest = ["oh", *numbers.digits(figures[2])] if figures[1] == "0" else numbers.cardinal(int(figures[1:]))
        return [*numbers.digits(figures[0]), *rest, spelled(found["letters"])]
    return [*numbers.decimal(figures, british=british), spelled(found["letters"])]


def _read_number(found: re.Match[str], british: bool) -> list[str] | None:
    return (["plus"] if found[0].startswith("+") else []) + numbers.decimal(found[0], british=british)

"""English words for numbers: cardinal, ordinal, digit by digit, as a year, as a Roman numeral."""

import re

_ONES = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_SCALES = ("", "thousand", "million", "billion", "trillion", "quadrillion")
_IRREGULAR_ORDINALS = {
    **{"one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth"},
    "twelve": "twelfth",
}
_ROMAN_DIGITS = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
_ROMAN = re.compile(r"M{0,3}(CM|CD|D?C{0,3})(XC|XL|L?X{0,3})(IX|IV|V?I{0,3})")
LARGEST = 10 ** (3 * len(_SCALES)) - 1


def cardinal(number: int, *, british: bool = False) -> list[str]:
    """Return the words of a whole number; one that is larger than `LARGEST` is read digit by digit.

    Args:
        number: what to say, may be negative.
        british: say *and* after hundreds, as in *one hundred and one*.
    """
    if number < 0:
        return ["minus", *cardinal(-number, british=british)]
    if number > LARGEST:
        return digits(str(number))
    words: list[str] = []
    for scale in range(len(_SCALES) - 1, -1, -1):
        group = number // 1000**scale % 1000
        if not group:
            continue
        joined = british and bool(words) and scale == 0 and group < 100
        words += ["and"] * joined + _below_thousand(group, british)
        words += [_SCALES[scale]] * (scale > 0)
    return words or ["zero"]


def ordinal(number: int, *, british: bool = False) -> list[str]:
    """Return the words of a rank: *twenty first*."""
    *before, last = cardinal(number, british=british)
    if last in _IRREGULAR_ORDINALS:
        return [*before, _IRREGULAR_ORDINALS[last]]
    return [*before, last[:-1] + "ieth" if last.endswith("y") else last + "th"]


def digits(figures: str, *, zero: str = "zero") -> list[str]:
    """Return a word for each digit; anything else in ``figures`` is left out."""
    return [zero if figure == "0" else _ONES[int(figure)] for figure in figures if figure in "0123456789"]


def year(number: int, *, british: bool = False) -> list[str]:
    """Return a year between 1000 and 9999 as people say it: *nineteen oh five*, *two thousand eight*."""
    century, rest = divmod(number, 100)
    if century % 10 == 0 and rest < 10:
        return cardinal(number, british=british)
    if rest == 0:
        return [*cardinal(century), "hundred"]
    return [*cardinal(century), *(["oh"] if rest < 10 else []), *cardinal(rest)]


def decimal(figures: str, *, british: bool = False) -> list[str]:
    """Return the words of a number as written: sign, thousands commas and decimals are understood.

    Args:
        figures: for example ``-1,234.50``; ``.5`` is *point five*.
        british: see `cardinal`.
    """
    sign = figures[:1] in "-−"
    whole, _, fraction = figures.lstrip("+-−").replace(",", "").partition(".")
    leading_zeros = len(whole) > 1 and whole.startswith("0")
    words = digits(whole) if leading_zeros or not whole else cardinal(int(whole), british=british)
    return ["minus"] * sign + words + (["point", *digits(fraction)] if fraction else [])


def plural(word: str) -> str:
    """Return the plural of a number's word: *nineties*, *sixths*, *thousands*."""
    if word.endswith("y"):
        return word[:-1] + "ies"
    return word + ("es" if word.endswith("x") else "s")


def roman(letters: str) -> int | None:
    """Return what a Roman numeral in capitals means, ``None`` where it is none."""
    if not letters or not _ROMAN.fullmatch(letters):
        return None
    values = [_ROMAN_DIGITS[letter] for letter in letters]
    return sum(
        -value if value < following else value for value, following in zip(values, [*values[1:], 0], strict=True)
    )


def _below_thousand(number: int, british: bool) -> list[str]:
    hundreds, rest = divmod(number, 100)
    words = [_ONES[hundreds], "hundred"] if hundreds else []
    if rest:
        words += ["and"] * (british and hundreds > 0)
        words += [_ONES[rest]] if rest < 20 else [_TENS[rest // 10], *([_ONES[rest % 10]] if rest % 10 else [])]
    return words

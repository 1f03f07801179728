"""Turns written English into the words people say, each with its place in the text.

`audiostudio.engines.text.english.written_forms` reads what holds digits or signs; here stand the forms that are
made of letters: abbreviations, acronyms, Roman numerals, and plain words.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence

from audiostudio.engines.text.english import numbers, tables
from audiostudio.engines.text.english.letters import plain_letters
from audiostudio.engines.text.english.written_forms import UNIT_ALONE, Rule, rules, spelled, split_name
from audiostudio.engines.text.tokens import Token, TokenKind

# Neither figures that are raised or encircled, which are letters to `re`, nor Greek letters, which are signs here.
_LETTER = r"[^\W\d_²³¹¼-¾µ\u0370-\u03ff\u1d00-\u1dbf\u2070-\u218f]"
_WORD = re.compile(rf"(?i:['’‘](?:tis|twas|em|til)\b|['’]cause\b)|{_LETTER}{{1,40}}(?:['’]{_LETTER}{{1,20}})*")
_SPACES = str.maketrans("\u00a0\u202f", "  ")
_DOTTED = re.compile(r"(?:[A-Za-z]\.){2,}|Ph\.D\.")
_ABBREVIATION = re.compile(r"([A-Za-z]+)\.")
_MIXED = re.compile(rf"{_LETTER}+\d(?:\d|{_LETTER})*")
_MIXED_PARTS = re.compile(rf"\d+|{_LETTER}+")
_ELEMENTS = re.compile(r"(?=.*\d)(?:[A-Z][a-z]?\d{0,3}){2,}")
_JOINED_BY_AND = re.compile(r"([A-Z]{1,3})&([A-Z]{1,3})\b")
_POWER = re.compile(r"([⁺⁻]?)([⁰¹²³⁴-⁹]+|[ⁿⁱ])([⁺⁻]?)|([⁺⁻])")
_POWER_FIGURES = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹ⁿⁱ", "0123456789NI")
_HAS_FIGURE = re.compile(rf"[\d#@+.−\-$£€¥₹v'’{''.join(tables.FRACTIONS)}×x*·]|https?:|www\.|US\$", re.IGNORECASE)
_ADDRESS = re.compile(r"[\w.+-]*(?:@\w|\.[a-z])|[A-Z][a-z]+\.?\s\d|[A-Z]{1,3}\d", re.IGNORECASE)
_DASHES = re.compile(r"\s*(?:—|--+|―)\s*|\s+[-–]\s+|\s*–\s*")
_INFIXES = (
    (re.compile(r"\s[-−]\s(?=\d)"), "minus"),
    (re.compile(r"\s?[x×]\s?(?=\d)"), "by"),
    (re.compile(r"\s[*·]\s(?=\d)"), "times"),
    (re.compile(r"\s?[-–]\s?(?=\d)"), "to"),
)
_SPELLED = re.compile(r"\w( \w)+s?")
_DOTS = re.compile(r"\.{2,}|…")
_YEAR = re.compile(r"(?:1\d|2\d)\d\d(?![\d,]*\d|\.\d)")
_PLURAL_AHEAD = re.compile(r"\s+(?:(?:people|men|women|children)\b|[a-z]{3,}(?<![ius])s\b)")
_CAPITALS = re.compile(r"([A-Z]{2,})(s|['’]s)?")
_ROMAN_END = re.compile(r"\s*(?:$|[^\w\s]|(?:of|was|and|had|became|died|reigned|ruled|is|in|the)\b)")
_SIGNS = {"[": "(", "]": ")", "{": "(", "}": ")", "«": "“", "»": "”", "„": "“", "‟": "”", "¡": "", "¿": "", "·": ","}
_KEPT = frozenset(";:,.!?…()“”")
_SPELLED_WORDS = frozenset(
    {"US", "IT", "ID", "AM", "PM", "GI", "DJ", "ER", "HM", "AI", "PA", "IM", "LA", "HR", "GP"}
    | {"COO", "EST", "BA", "MA", "MO", "OS", "UN", "EU"}
)
_SPELLED_EVEN_IN_HEADINGS = frozenset({"UK", "UN", "EU", "USA", "CIA", "FBI", "UAE", "PHD", "COO", "CEO"})


class EnglishNormaliser:
    """Reads written English.

    Args:
        british: dates, numbers and spelling as in Britain.
        is_word: whether a word, as it is written, is in the lexicon.
    """

    def __init__(self, *, british: bool, is_word: Callable[[str], bool]) -> None:
        self._british = british
        self._is_word = is_word
        self._rules = rules(british=british)

    def read(self, sentence: str) -> list[Token]:
        """Return what is said for a sentence, in order; each token's place is in ``sentence``."""
        return list(_Scan(sentence.translate(_SPACES), self._british, self._is_word, self._rules).tokens())


class _Scan:
    """One pass over one sentence."""

    def __init__(self, text: str, british: bool, is_word: Callable[[str], bool], forms: Sequence[Rule]) -> None:
        self._text, self._british, self._is_word, self._rules = text, british, is_word, forms
        self._before = ""
        letters = [letter for letter in text if letter.isalpha()]
        self._is_shouted = len(text.split()) > 3 and not any(letter.islower() for letter in letters)
        self._open_quote = False

    def tokens(self) -> Iterator[Token]:
        position, spaced = 0, True
        while position < len(self._text):
            if self._text[position].isspace() and not self._is_joint(position):
                position, spaced = position + 1, True
                continue
            said, end = self._next(position)
            for text in said:
                is_sign = text in _KEPT or text == "—"
                kind: TokenKind = "punctuation" if is_sign else "letters" if _SPELLED.fullmatch(text) else "word"
                yield Token(text, position, end, kind, spaced)
                spaced = not is_sign
            if said:
                self._before = self._text[position:end]
                spaced = False
            position = end

    def _is_joint(self, position: int) -> bool:
        """Tell white space that begins a dash or a sign between numbers."""
        after_digit = position > 0 and self._text[position - 1].isdecimal()
        is_infix = after_digit and any(pattern.match(self._text, position) for pattern, _ in _INFIXES)
        return is_infix or _DASHES.match(self._text, position) is not None

    def _next(self, position: int) -> tuple[list[str], int]:
        """Return what is said for the written form at ``position``, and where it ends."""
        if position and self._text[position - 1].isdecimal():
            for pattern, word in _INFIXES:
                if infix := pattern.match(self._text, position):
                    return [word], infix.end()
        if dash := _DASHES.match(self._text, position):
            return (["—"] if position else []), dash.end()
        if dots := _DOTS.match(self._text, position):
            return ["…"], dots.end()
        for reader in (
            *(self._figures, self._power, self._greek, self._dotted, self._abbreviation),
            *(self._mixed, self._capitals, self._word),
        ):
            if (result := reader(position)) is not None:
                return result
        return self._sign(position), position + 1

    def _figures(self, position: int) -> tuple[list[str], int] | None:
        if not (_HAS_FIGURE.match(self._text, position) or _ADDRESS.match(self._text, position)):
            return None
        if (years := self._year(position)) is not None:
            return years
        for rule in self._rules:
            found = rule.pattern.match(self._text, position)
            if found and (words := rule.read(found)) is not None:
                return words, found.end()
        return None

    def _year(self, position: int) -> tuple[list[str], int] | None:
        found = _YEAR.match(self._text, position)
        if not found or re.match(r"\s?[–—-]\s?\d|[\w%°/:-]|\s?(?:%|°)", self._text[found.end() :]):
            return None
        is_after = self._before.lower() in tables.YEAR_NEIGHBOURS or self._before in {"", "(", ","}
        if _PLURAL_AHEAD.match(self._text, found.end()) or not is_after:
            return None
        return numbers.year(int(found[0]), british=self._british), found.end()

    def _dotted(self, position: int) -> tuple[list[str], int] | None:
        found = _DOTTED.match(self._text, position)
        if not found:
            return None
        written = found[0]
        known = next((words for form, words in tables.DOTTED.items() if form.lower() == written.lower()), None)
        words = [known] if known and re.fullmatch(r"\w( \w)+", known) else known.split() if known else None
        is_last = not self._text[found.end() :].strip(" \t\"'”’)")
        return (words or [spelled(written.replace(".", ""))]) + ["."] * is_last, found.end()

    def _abbreviation(self, position: int) -> tuple[list[str], int] | None:
        found = _ABBREVIATION.match(self._text, position)
        written = found[1] if found else (_WORD.match(self._text, position) or [""])[0]
        end = found.end() if found else position + len(written)
        if found is None and written not in tables.BARE_ABBREVIATIONS | {"Dr", "St"}:
            return None
        ahead = self._text[end:]
        name_follows = re.match(r"\s+[A-Z]", ahead) is not None
        if written in tables.BEFORE_A_NUMBER:
            words = [tables.BEFORE_A_NUMBER[written]] if found and re.match(r"\s*\d", ahead) else None
        elif written in {"St", "Dr"}:
            words = self._saint_or_street(written, name_follows) if found or name_follows else None
        else:
            words = tables.ABBREVIATIONS.get(written, "").split() or None
            if found and words and written in {"min", "al", "max", "est", "ca"} and not ahead.strip():
                words = None if written in {"al", "est", "ca"} else words
        if words is None:
            return None
        return words + (["."] if found and not ahead.strip(" \t\"'”’)") else []), end

    def _saint_or_street(self, written: str, name_follows: bool) -> list[str]:
        after_name = self._before[:1].isupper() or self._before[:1].isdecimal()
        if written == "St":
            return ["Saint"] if name_follows and not after_name else ["Street"]
        return ["Doctor"] if name_follows or not after_name else ["Drive"]

    def _power(self, position: int) -> tuple[list[str], int] | None:
        """Read raised figures: powers, and the charge of an ion."""
        found = _POWER.match(self._text, position)
        if not found:
            return None
        signs = {"⁺": ["plus"], "⁻": ["minus"], "": [], None: []}
        if found[4]:
            return signs[found[4]], found.end()
        figures = found[2].translate(_POWER_FIGURES)
        if not figures.isdecimal():
            return ["to", "the", *signs[found[1]], figures], found.end()
        number = int(figures)
        if found[3]:
            return [*numbers.cardinal(number), *signs[found[3]]], found.end()
        if found[1]:
            return ["to", "the", *signs[found[1]], *numbers.cardinal(number)], found.end()
        words = {2: ["squared"], 3: ["cubed"]}.get(number, ["to", "the", *numbers.ordinal(number)])
        return words, found.end()

    def _greek(self, position: int) -> tuple[list[str], int] | None:
        """Read a Greek letter by its name, and units that have one and no number before them."""
        if unit := UNIT_ALONE.match(self._text, position):
            return tables.unit_words(unit[0], singular=False, british=self._british), unit.end()
        name = tables.GREEK_LETTERS.get(self._text[position])
        return None if name is None else ([name], position + 1)

    def _mixed(self, position: int) -> tuple[list[str], int] | None:
        found = _MIXED.match(self._text, position)
        if not found:
            return None
        is_formula = _ELEMENTS.fullmatch(found[0]) is not None
        words: list[str] = []
        for part in _MIXED_PARTS.findall(found[0]):
            if part.isdecimal():
                words += numbers.decimal(part, british=self._british)
            elif len(part) == 1 or is_formula:
                words.append(spelled(part))
            else:
                is_short = len(part) <= 3 or not set(part) & set("AEIOUY")
                words += [spelled(part)] if part.isupper() and is_short else [part]
        return words, found.end()

    def _capitals(self, position: int) -> tuple[list[str], int] | None:
        if joined := _JOINED_BY_AND.match(self._text, position):
            return [spelled(joined[1]), "and", spelled(joined[2])], joined.end()
        word = _WORD.match(self._text, position)
        found = _CAPITALS.fullmatch(word[0]) if word else None
        if word and (numeral := self._roman(word)):
            return numeral, word.end()
        if not (word and found):
            return None
        letters, ending = found[1], found[2] or ""
        if self._is_shouted_word(letters) if self._is_shouted else self._is_read_as_word(letters):
            return None
        return [spelled(letters) + ("s" if ending else "")], word.end()

    def _is_shouted_word(self, letters: str) -> bool:
        """Tell words from initials where everything is written in capitals."""
        if letters in _SPELLED_EVEN_IN_HEADINGS:
            return False
        is_known = any(map(self._is_word, (letters, letters.lower(), letters.capitalize())))
        return is_known or (len(letters) > 3 and bool(set(letters) & set("AEIOUY")))

    def _is_read_as_word(self, letters: str) -> bool:
        if letters in _SPELLED_WORDS or (letters == "WHO" and self._before.lower() == "the"):
            return False
        if self._is_word(letters) or self._is_word(letters.lower()):
            return True
        return len(letters) > 5 and any(vowel in letters for vowel in "AEIOU")

    def _roman(self, word: re.Match[str]) -> list[str] | None:
        number = numbers.roman(word[0])
        if number is None:
            return None
        before = self._before.lower()
        if before in tables.NUMBERED:
            return numbers.cardinal(number, british=self._british)
        is_clear = len(word[0]) > 1 or _ROMAN_END.match(self._text, word.end()) is not None
        if before in tables.MONARCHS and word[0] in {"I", "V", "X"} | _several_letters(word[0]) and is_clear:
            return ["the", *numbers.ordinal(number, british=self._british)]
        if number < 40 and len(word[0]) > 1 and self._before[:1].isupper() and not self._is_word(word[0]):
            return numbers.cardinal(number, british=self._british)
        return None

    def _word(self, position: int) -> tuple[list[str], int] | None:
        found = _WORD.match(self._text, position)
        if not found:
            return None
        word = unicodedata.normalize("NFKC", found[0]).replace("’", "'").replace("‘", "'")
        plain = plain_letters(word)
        if len(plain) == 1:
            is_word = plain in "aAI" and not self._names_a_letter(plain, found.end())
            return [word if is_word else word.upper()], found.end()
        if len(plain) == 2 and _POWER.match(self._text, found.end()):
            return [spelled(plain)], found.end()
        is_mixed = any(letter.isupper() for letter in word[1:]) and not word.isupper() and "'" not in word
        if is_mixed and not (self._is_word(word) or self._is_word(word.lower())):
            parts = split_name(plain)
            return [spelled(part) if part.isupper() and len(part) > 1 else part for part in parts], found.end()
        return [word], found.end()

    def _names_a_letter(self, word: str, end: int) -> bool:
        """Tell ``vitamin A`` from ``A house``."""
        return word == "A" and bool(self._before) and not re.match(r"\s+[a-z]", self._text[end:])

    def _sign(self, position: int) -> list[str]:
        sign = self._text[position]
        if sign in '"“”':
            self._open_quote = sign == "“" or (sign == '"' and not self._open_quote)
            return ["“" if self._open_quote else "”"]
        sign = _SIGNS.get(sign, sign)
        if sign in _KEPT and sign:
            return [sign]
        if sign == "/":
            return ["slash"] if self._text[position - 1 : position].isspace() else []
        return tables.SYMBOLS.get(sign, "").split()


def _several_letters(letters: str) -> set[str]:
    return {letters} if len(letters) > 1 else set()

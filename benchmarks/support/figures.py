"""Writes figures, signs and abbreviations of a transcript as words, as far as sentences of `other_languages` need it.

The words of numbers come from num2words (``pip install num2words==0.5.14``, LGPL, used by benchmarks alone), so that
they are not those of the product. It knows no Hindi.
"""

import re
from collections.abc import Callable
from functools import cache
from typing import Any

_NUMBER_NAMES = {"fr": "fr", "es": "es", "it": "it", "pt": "pt_BR"}
_POINT = {"fr": "virgule", "es": "coma", "it": "virgola", "pt": "vírgula"}
_MINUS = {"fr": "moins", "es": "menos", "it": "meno", "pt": "menos"}
_PERCENT = {"fr": "pour cent", "es": "por ciento", "it": "per cento", "pt": "por cento", "hi": "प्रतिशत"}
_EUROS = {"fr": "euros", "es": "euros", "it": "euro", "pt": "euros"}
_CENTS = {"fr": "", "es": "con", "it": "e", "pt": "e"}
_TIME = {"fr": r"\1 heures \2", "es": r"\1 \2", "it": r"\1 e \2", "pt": r"\1 e \2", "hi": r"\1 बजकर \2 मिनट"}
_HOURS = {"fr": r"\1 heures", "es": r"\1 horas", "it": r"\1 ore", "pt": r"\1 horas"}
_DEGREES = {"fr": " degrés", "es": " grados", "it": " gradi", "pt": " graus"}
_UNITS = {
    "fr": {"g": "grammes", "l": "litres", "km": "kilomètres"},
    "es": {"g": "gramos", "l": "litros", "km": "kilómetros"},
    "it": {"g": "grammi", "l": "litri", "km": "chilometri"},
    "pt": {"g": "gramas", "l": "litros", "km": "quilômetros"},
    "hi": {"किमी": "किलोमीटर", "km": "किलोमीटर"},
}
_SHORT = {
    "fr": {r"m\.": "monsieur", r"mme\.?": "madame", r"dr\.?": "docteur", r"n[°º]": "numéro"},
    "es": {r"sr\.": "señor", r"sra\.": "señora", r"dr\.": "doctor", r"dra\.": "doctora"},
    "it": {r"sig\.": "signor", r"dott\.ssa": "dottoressa", r"dott\.": "dottor", r"prof\.": "professor"},
    "pt": {r"sr\.": "senhor", r"sra\.": "senhora", r"dr\.": "doutor", r"dra\.": "doutora"},
    "hi": {r"डॉ\.": "डॉक्टर"},
}
_ROMAN = {"ii": 2, "iii": 3, "iv": 4, "vi": 6, "xiv": 14, "xvi": 16, "xxiii": 23}
_HINDI = {
    **{"2": "दो", "3": "तीन", "4": "चार", "5": "पाँच", "8": "आठ", "9": "नौ", "12": "बारह", "25": "पच्चीस", "30": "तीस"},
    **{"65": "पैंसठ", "250": "दो सौ पचास", "1250": "एक हज़ार दो सौ पचास", "1947": "उन्नीस सौ सैंतालीस"},
    **{"1984": "उन्नीस सौ चौरासी", "2025": "दो हज़ार पच्चीस"},
}


def in_words(text: str, language: str) -> str:
    """Return a text in small letters, its figures in words; ``language`` is Whisper's code."""
    text = text.replace("\u202f", " ").replace("\u00a0", " ").replace("−", "-")
    for short, full in _SHORT.get(language, {}).items():
        text = re.sub(rf"(?<!\w){short}(?!\w)", full, text)
    text = re.sub(r"(?<=\d) ?%", f" {_PERCENT.get(language, '')}", text)
    for unit, name in _UNITS.get(language, {}).items():
        text = re.sub(rf"(?<=\d) ?{unit}(?!\w)", f" {name}", text)
    text = re.sub(r"(\d+)[:h.] ?(\d\d)(?=$|[^\d])(?! ?€)", _TIME.get(language, r"\1 \2"), text)
    if language == "hi":
        text = re.sub(r"₹ ?(\d+)", r"\1 रुपये", text.replace("मिनट बजे", "मिनट"))
        text = re.sub(r"(?<=\d),(?=\d)", "", text)
        text = re.sub(r"(?<=\d)\.(?=\d)", " दशमलव ", text)
        return re.sub(r"\d+", lambda found: _HINDI.get(found[0], found[0]), text)
    if language not in _NUMBER_NAMES:
        return text
    text = re.sub(r"(?<=\d) ?°(?: ?c\b)?(?! ?(?:piano|piso|andar))", _DEGREES[language], text)
    text = re.sub(r"(?<=\d)[ .](?=\d{3}(?!\d))", "", text)
    text = re.sub(r"(\d+) ?h\b", _HOURS[language], text)
    text = re.sub(r"r\$ ?(\d+)[,.](\d\d)", r"\1 reais e \2 centavos", text)
    cents = rf"\1 {_EUROS[language]} {_CENTS[language]} \2"
    text = re.sub(r"(\d+)[,.](\d\d) ?(?:€|euros?)", cents, text)
    text = text.replace("€", f" {_EUROS[language]}")
    text = re.sub(r"(?<!\w)-(?=\d)", f"{_MINUS[language]} ", text)
    text = re.sub(r"(?<=\d)[,.](?=\d)", f" {_POINT[language]} ", text)
    text = re.sub(r"\b(\d+|[ivx]{2,})(?:e|ème|\.?[º°])(?=\W|$)", _said(language, "ordinal"), text)
    text = re.sub(r"\b1er\b", "premier", text)
    text = re.sub(r"\b(?:xiv|xvi|xxiii|iii?|iv|vi)\b", _said(language, "roman"), text)
    return re.sub(r"\d+", _said(language, "cardinal"), text)


def _said(language: str, kind: str) -> Callable[[re.Match[str]], str]:
    def words(found: re.Match[str]) -> str:
        figures = found[1] if kind == "ordinal" else found[0]
        number = int(figures) if figures.isdecimal() else _ROMAN.get(figures, 0)
        if not number:
            return found[0]
        is_rank = kind == "ordinal" or (kind == "roman" and (language == "it" or (language != "fr" and number <= 10)))
        said = str(_num2words()(number, lang=_NUMBER_NAMES[language], to="ordinal" if is_rank else "cardinal"))
        return said.replace(",", "")

    return words


@cache
def _num2words() -> Any:
    try:
        from num2words import num2words
    except ImportError:
        raise SystemExit("this benchmark needs words for numbers: pip install num2words==0.5.14") from None
    return num2words

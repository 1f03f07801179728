"""Text for engines that read by themselves: cleaned of what cannot be said, judged by its letters, cut into pieces."""

import re
import unicodedata
from collections.abc import Iterator
from itertools import islice

from audiostudio.engines.text.characters import visible_characters
from audiostudio.engines.text.errors import TextEmpty, TextWrongLanguage
from audiostudio.engines.text.spoken_text import Boundary

_END = re.compile(r"[.!?…।]+[\s\"')\]]|[。！？]+[」』”]?|\n+")
_SENTENCE_ENDS = tuple(".!?…।。！？")
_PARAGRAPHS = re.compile(r"\s*\n\s*")
# By the first word of a character's Unicode name; all other languages are written in Latin letters.
_SCRIPTS = {
    "ar": {"ARABIC"},
    "hi": {"DEVANAGARI"},
    "ja": {"CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA"},
    "ko": {"HANGUL"},
    "ru": {"CYRILLIC"},
    "zh": {"CJK"},
}
_LATIN = {"LATIN", "FULLWIDTH"}
_JUDGED_LETTERS = 10_000
# Unicode's categories of control characters, unassigned ones, symbols and modifiers.
_UNSAID = {"Cc", "Cf", "Cs", "Co", "Cn", "So", "Sk"}


def check_letters(text: str, language: str) -> None:
    """Refuse what cannot be said in a language: text without letters and digits, or mostly in another script.

    Raises:
        TextEmpty, TextWrongLanguage
    """
    if not any(character.isalnum() for character in text):
        raise TextEmpty
    letters = list(islice((character for character in text if character.isalpha()), _JUDGED_LETTERS))
    scripts = _SCRIPTS.get(language, _LATIN)
    foreign = [letter for letter in letters if unicodedata.name(letter, "").partition(" ")[0] not in scripts]
    if len(foreign) > len(letters) / 2:
        raise TextWrongLanguage(
            f"Most letters of the text, such as {''.join(foreign[:5])!r}, are not those of {language!r}; choose the "
            "language that it is written in."
        )


def clean_text(text: str) -> str:
    """Return the text without control characters, emoji and other signs that nobody would say; lines stay."""
    kept = (
        character if character == "\n" or unicodedata.category(character) not in _UNSAID else " "
        for character in visible_characters(text)
    )
    return re.sub(r"[^\S\n]+", " ", "".join(kept)).strip()


def text_pieces(text: str, most_characters: int) -> Iterator[tuple[str, Boundary]]:
    """Yield pieces of at most ``most_characters`` that hold something to say, each with what ends there."""
    for paragraph in _PARAGRAPHS.split(clean_text(text)):
        pieces = [piece for piece in split_text(paragraph, most_characters) if any(map(str.isalnum, piece))]
        for number, piece in enumerate(pieces):
            if number == len(pieces) - 1:
                yield piece, "paragraph"
            else:
                yield piece, "sentence" if piece.rstrip("\"')]」』”").endswith(_SENTENCE_ENDS) else "word"


def split_text(text: str, most_characters: int) -> Iterator[str]:
    """Yield pieces of at most ``most_characters`` that end, where they can, with a sentence, else with a word."""
    rest = text.strip()
    while len(rest) > most_characters:
        window = rest[: most_characters + 1]
        ends = [found.end() for found in _END.finditer(window)]
        cut = ends[-1] if ends else window.rfind(" ")
        cut = cut if 0 < cut <= most_characters else most_characters
        yield rest[:cut].strip()
        rest = rest[cut:].strip()
    if rest:
        yield rest

"""Letters that English words borrow, as the lexicon and the speller know words: without accents."""

import unicodedata

_WRITTEN_OUT = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "th", "þ": "th", "ı": "i", "ŋ": "ng", "ħ": "h"}
    | {"Æ": "Ae", "Œ": "Oe", "Ø": "O", "Ł": "L", "Đ": "D", "Ð": "Th", "Þ": "Th", "Ŋ": "Ng", "Ħ": "H", "ẞ": "SS"}
    | {"ə": "a", "Ə": "A", "ʃ": "sh", "ɛ": "e", "ɔ": "o", "ĸ": "k", "ŧ": "t", "Ŧ": "T"}
)


def plain_letters(word: str) -> str:
    """Return a word with the letters that are under its accents, and others as they are written without."""
    if word.isascii():
        return word
    decomposed = unicodedata.normalize("NFD", word.translate(_WRITTEN_OUT))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))

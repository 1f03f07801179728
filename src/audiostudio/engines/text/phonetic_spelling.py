"""Reads pronunciations that people write in the IPA into the symbols that voices know."""

import unicodedata

from audiostudio.engines.text.errors import PronunciationInvalid
from audiostudio.engines.text.phoneme_table import PUNCTUATION, STRESS_MARKS, TOKENS

LONGEST = 200
_VOWELS = frozenset("AIOQWYaiueoæɑɐɒɔəɚɛɜɨɪɯøœʊʌᵊᵻɤ")
# Two or more letters of the IPA that one symbol stands for, then letters with a near neighbour in the table.
_DIGRAPHS = {
    **{"t͡ʃ": "ʧ", "d͡ʒ": "ʤ"},
    **{"tʃ": "ʧ", "dʒ": "ʤ", "eɪ": "A", "aɪ": "I"},
    **{"oʊ": "O", "əʊ": "Q", "aʊ": "W", "ɔɪ": "Y"},
    **{"ɝ": "ɜɹ", "ɚ": "əɹ", "l̩": "ᵊl", "n̩": "ᵊn", "m̩": "ᵊm"},
    **{"g": "ɡ", "r": "ɹ", "ɫ": "l", "ɾ": "T", "'": "ˈ", "’": "ˈ", ":": "ː", "e": "ɛ", "ʔ": "t"},
}
_IGNORED = frozenset(".‿͡-/[] ")


def read_ipa(written: str) -> str:
    """Return Kokoro's symbols for a pronunciation in the IPA or in those symbols themselves.

    Stress marks move from the syllable's beginning, where the IPA has them, to its vowel, where voices learnt them.

    Args:
        written: with or without slashes around, ``/ˈkoʊkəroʊ/`` or ``kˈOkəɹO``.

    Raises:
        PronunciationInvalid: it is empty, too long or holds other symbols; the message names them.
    """
    text = unicodedata.normalize("NFC", written.strip().strip("/[]"))
    for letters, symbol in _DIGRAPHS.items():
        text = text.replace(letters, symbol)
    symbols = "".join(symbol for symbol in text if symbol not in _IGNORED)
    unknown = sorted({symbol for symbol in symbols if symbol not in TOKENS or symbol in PUNCTUATION})
    if unknown:
        raise PronunciationInvalid(
            f"The pronunciation {written[:40]!r} holds {' '.join(unknown)}, which no voice knows; write it in the IPA, "
            "for example /ˈkoʊkəroʊ/."
        )
    if not any(symbol not in STRESS_MARKS for symbol in symbols) or len(symbols) > LONGEST:
        raise PronunciationInvalid(
            f"The pronunciation {written[:40]!r} is empty or longer than {LONGEST} symbols; write one word's."
        )
    return _stress_on_vowels(symbols)


def _stress_on_vowels(symbols: str) -> str:
    placed, waiting = "", ""
    for symbol in symbols:
        if symbol in STRESS_MARKS:
            waiting = symbol
            continue
        if waiting and symbol in _VOWELS:
            placed, waiting = placed + waiting, ""
        placed += symbol
    return placed

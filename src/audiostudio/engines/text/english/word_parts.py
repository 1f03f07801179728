"""How words are spoken that no lexicon holds as they are written: with accents, with apostrophes, or made up.

Accents: the word without them, where a lexicon has it and the accent does not change the sound; else its letters,
written as the accents want them. Apostrophes: contractions are their stem and ending, names (*O'Brien*, *D'Angelo*)
their parts.
"""

import re
import unicodedata
from collections.abc import Mapping

from audiostudio.engines.text.english.letters import plain_letters
from audiostudio.engines.text.english.lexicon import Lexicon
from audiostudio.engines.text.english.speller import Speller

_VOWELS = frozenset("AIOQWYaiuæɑɒɔəɛɜɪʊʌᵊᵻeoː")
_CONTRACTED = re.compile(r"(.+?)(n't|'(?:s|m|re|ve|ll|d|em))", re.IGNORECASE)
_SOUNDS_BY_THEMSELVES = {
    **{"b": "b", "c": "s", "d": "d", "f": "f", "g": "ɡ", "h": "h", "j": "ʒ", "k": "k", "l": "l", "m": "m", "n": "n"},
    **{"p": "p", "r": "ɹ", "s": "s", "t": "t", "v": "v", "w": "w", "y": "j", "z": "z"},
}
_LEAST_JOINED = 5
# What the rules below get wrong, American and British.
_KNOWN: Mapping[str, tuple[str, str]] = {
    **{"résumé": ("ɹˈɛzəmˌA", "ɹˈɛzjuːmˌA"), "crème": ("kɹˈɛm", "kɹˈɛm"), "brûlée": ("bɹulˈA", "bɹuːlˈA")},
    **{"déjà": ("dˈAʒɑ", "dˈAʒɑː"), "à": ("ɑ", "ɑː"), "jalapeño": ("hˌɑləpˈAnjO", "hˌaləpˈAnjQ")},
    **{"beyoncé": ("biˈɑnsA", "biːˈɒnsA"), "zoë": ("zˈOi", "zˈQiː"), "chloë": ("klˈOi", "klˈQiː")},
    **{"chloé": ("klˈOi", "klˈQiː"), "brontë": ("bɹˈɑnti", "bɹˈɒntiː")},
    **{"fiancé": ("fˌiɑnsˈA", "fiːˈɒnsA"), "fiancée": ("fˌiɑnsˈA", "fiːˈɒnsA"), "josé": ("hOzˈA", "hQzˈA")},
    **{"señor": ("sAnjˈɔɹ", "sAnjˈɔː"), "señora": ("sAnjˈɔɹə", "sAnjˈɔːɹə"), "são": ("sˈW", "sˈW")},
    **{"pokémon": ("pˈOkAmˌɑn", "pˈQkAmˌɒn"), "françois": ("fɹɑnswˈɑ", "fɹɒnswˈɑː"), "noël": ("nOˈɛl", "nQˈɛl")},
    **{"exposé": ("ˌɛkspOzˈA", "ɛkspˈQzA"), "rosé": ("ɹOzˈA", "ɹˈQzA"), "pâté": ("pɑtˈA", "pˈatA")},
    **{"protégé": ("pɹˈOTəʒˌA", "pɹˈɒtəʒˌA"), "touché": ("tuʃˈA", "tuːʃˈA"), "sauté": ("sɔtˈA", "sˈQtA")},
    **{"communiqué": ("kəmjˈunəkˌA", "kəmjˈuːnɪkˌA"), "nestlé": ("nˈɛslA", "nˈɛslA"), "cliché": ("kliʃˈA", "kliːʃˈA")},
    **{"renée": ("ɹənˈA", "ɹənˈA"), "rené": ("ɹənˈA", "ɹənˈA"), "passé": ("pæsˈA", "pɑːsˈA")},
    **{"soufflé": ("suflˈA", "sˈuːflA"), "entrée": ("ˈɑntɹˌA", "ˈɒntɹA"), "née": ("nˈA", "nˈA")},
    **{"o'brien": ("ˌObɹˈIən", "ˌQbɹˈIən"), "d'artagnan": ("dɑɹtˈænjən", "dɑːtˈanjən")},
    **{"qur'an": ("kəɹˈɑn", "kɔːɹˈɑːn"), "quran": ("kəɹˈɑn", "kɔːɹˈɑːn"), "l'oréal": ("lˌɔɹiˈæl", "lˌɒɹiːˈal")},
}


class WordParts:
    """Speaks words by their parts.

    Args:
        lexicon: of the variety that is to be spoken.
        speller: guesses what is in no lexicon.
    """

    def __init__(self, lexicon: Lexicon, speller: Speller) -> None:
        self._lexicon, self._speller = lexicon, speller

    def find(self, word: str, tag: str, *, is_last: bool) -> str:
        """Return the phonemes of any word; none for one without a letter.

        Args:
            word: in any case, with accents and apostrophes.
            tag: its part of speech, a tag of the Penn Treebank.
            is_last: whether nothing follows in the same clause, where function words keep their full vowel.
        """
        lowered = unicodedata.normalize("NFC", word).lower()
        if lowered in _KNOWN:
            return _KNOWN[lowered][self._lexicon.british]
        if lowered.endswith("s") and lowered[:-1] in _KNOWN:
            stem = _KNOWN[lowered[:-1]][self._lexicon.british]
            return stem + self._lexicon.ending_s(stem)
        said = self._lexicon.find(plain_letters(word), tag, is_last=is_last)
        if said is not None and (not re.search(r"ée?s?$", lowered) or said.rstrip("sz").endswith("A")):
            return said
        if "'" in word:
            return self._with_apostrophe(word, tag)
        return self._spelled(lowered)

    def _with_apostrophe(self, word: str, tag: str) -> str:
        if contracted := _CONTRACTED.fullmatch(word):
            stem = self.find(contracted[1], tag, is_last=True)
            return self._contracted(stem, contracted[2].lower()) if stem else ""
        joined = plain_letters(word.replace("'", ""))
        if len(joined) >= _LEAST_JOINED and self._lexicon.is_known(joined):
            return self._lexicon.find(joined, tag) or ""
        first, _, rest = word.partition("'")
        if len(plain_letters(first)) == 1 and rest:
            return self._prefixed(plain_letters(first).lower(), self.find(rest, "NNP", is_last=False))
        parts = [plain_letters(part) for part in word.split("'") if part]
        if all(len(part) > 2 and self._lexicon.is_known(part) for part in parts):
            return "".join(self.find(part, "NNP", is_last=False) for part in parts)
        return self._spelled(joined.lower())

    def _contracted(self, stem: str, ending: str) -> str:
        british, after_vowel = self._lexicon.british, stem[-1:] in _VOWELS
        if ending == "'s":
            return stem + self._lexicon.ending_s(stem)
        if ending == "'d" and stem[-1:] not in "td":
            return stem + "d"
        if after_vowel and ending in {"'ve", "'ll", "'m"}:
            return stem + {"'ve": "v", "'ll": "l", "'m": "m"}[ending]
        endings = {"'ve": "əv", "'ll": "ᵊl", "'d": "əd", "'re": "ə" if british else "əɹ", "'m": "əm", "'em": "əm"}
        if ending == "n't":
            return stem + ("nt" if after_vowel else "ᵊnt")
        return self._lexicon.tapped(stem) + endings[ending]

    def _prefixed(self, letter: str, rest: str) -> str:
        """Return a name that begins with a letter of its own: *O'Brien*, *D'Angelo*, *T'Pol*."""
        if letter not in _SOUNDS_BY_THEMSELVES:
            return (self._lexicon.find(letter.upper(), "NN") or "").replace("ˈ", "ˌ") + rest
        sound = _SOUNDS_BY_THEMSELVES[letter]
        return sound + rest if rest.lstrip("ˈˌ")[:1] in _VOWELS else sound + "ə" + rest

    def _spelled(self, lowered: str) -> str:
        written = re.sub(r"ée?(?=s?$)", "ay", lowered).replace("ñ", "ny").replace("ç", "s")
        letters = re.sub(r"[^a-z]", "", plain_letters(written))
        return self._speller.spell(letters) if letters else ""

"""Gives every word of an English sentence its phonemes, as its neighbours demand."""

import re
from collections.abc import Sequence
from itertools import pairwise

from audiostudio.engines.text.english.heteronyms import Context, decide_sense, decide_tag
from audiostudio.engines.text.english.letters import plain_letters
from audiostudio.engines.text.english.lexicon import Lexicon
from audiostudio.engines.text.english.speller import Speller
from audiostudio.engines.text.english.tagger import Tagger
from audiostudio.engines.text.english.word_parts import WordParts
from audiostudio.engines.text.phoneme_table import STRESS_MARKS
from audiostudio.engines.text.tokens import Token

_VOWELS = frozenset("AIOQWYaiuæɑɒɔəɛɜɪʊʌᵊᵻeo")
_CLITIC = re.compile(r"(?i)(.+?)(n't|'(?:s|m|re|ve|ll|d))$")
_TREEBANK_SIGNS = {"“": "``", "”": "''", "(": "-LRB-", ")": "-RRB-", "—": "--", "…": "..."}
_LONGEST_TAGGED = 100


class EnglishPronouncer:
    """Pronounces sentences.

    Args:
        lexicon: of the variety that is to be spoken.
        tagger: tells parts of speech.
        speller: guesses unknown words.
    """

    def __init__(self, lexicon: Lexicon, tagger: Tagger, speller: Speller) -> None:
        self._lexicon, self._tagger = lexicon, tagger
        self._parts = WordParts(lexicon, speller)

    def pronounce(self, tokens: Sequence[Token]) -> list[str]:
        """Return the phonemes of each token of a sentence; a sign of punctuation is returned as it is."""
        tags = self._tags(tokens)
        context_words = [token.text.lower() for token in tokens]
        written = [token.text for token in tokens]
        phonemes = [token.text for token in tokens]
        following = ""
        for position in range(len(tokens) - 1, -1, -1):
            token = tokens[position]
            if token.kind == "punctuation":
                following = ""
                continue
            context = Context(context_words, tags, written, position)
            phonemes[position] = following = self._token(token, context, following)
        return phonemes

    def _token(self, token: Token, context: Context, following: str) -> str:
        word = token.text
        if token.phonemes is not None:
            return token.phonemes
        if token.kind == "letters":
            return self._letters(word)
        lowered = word.lower()
        if (reduced := self._function_word(lowered, word, context, following)) is not None:
            return reduced
        if (sense := decide_sense(context, british=self._lexicon.british)) is not None:
            return sense
        return self._parts.find(word, decide_tag(context), is_last=not following) or self._letters(" ".join(word))

    def _function_word(self, lowered: str, word: str, context: Context, following: str) -> str | None:
        """Return the weak form of the few words whose form depends on the next sound."""
        vowel_follows = following.lstrip(STRESS_MARKS)[:1] in _VOWELS
        forms = {"the": "ði" if vowel_follows else "ðə", "an": "ɐn"}
        if following:
            forms |= {"to": "tʊ" if vowel_follows else "tə", "am": "ɐm"}
            if word == "a" or context.tag == "DT":
                forms["a"] = "ɐ"
        if word == "I" and context.tag == "PRP":
            return "ˌI"
        return forms.get(lowered)

    def _letters(self, letters: str) -> str:
        """Spell: the last letter is stressed most, as in *F B I*."""
        plural = letters.endswith("s")
        plain = plain_letters(letters.removesuffix("s")).replace(" ", "")
        names = [self._lexicon.find(letter.upper(), "NN") or "" for letter in plain]
        if not names:
            return ""
        spoken = "".join(name.replace("ˈ", "ˌ") for name in names[:-1]) + names[-1]
        return spoken + (self._lexicon.ending_s(spoken) if plural else "")

    def _tags(self, tokens: Sequence[Token]) -> list[str]:
        """Return each token's tag: that of its first part, where the treebank cuts it in two."""
        pieces: list[str] = []
        spaces: list[bool] = []
        firsts: list[int] = []
        for token, following in pairwise([*tokens, None]):
            assert token is not None
            firsts.append(len(pieces))
            text = token.text.replace(" ", "") if token.kind == "letters" else token.text[:_LONGEST_TAGGED]
            cut = _CLITIC.match(text)
            parts = list(cut.groups()) if cut else [_TREEBANK_SIGNS.get(text, text)]
            pieces += parts
            spaces += [False] * (len(parts) - 1) + [following is not None and following.space_before]
        tags = self._tagger.tag(pieces, spaces)
        return [tags[first] for first in firsts]

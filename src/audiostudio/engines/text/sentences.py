"""Finds where sentences end, full stops of abbreviations, initials and numbers aside."""

import re
from collections.abc import Iterator

from audiostudio.engines.text.english.tables import ABBREVIATIONS, BEFORE_A_NAME, BEFORE_A_NUMBER

LONGEST_SENTENCE = 1_000
_END = re.compile(r"[.!?…।]+(?:\s*[.!?…।]+)*[\"'”’)\]]*(?:\s+|$)")
_WORD_BEFORE = re.compile(r"((?:\w\.)+\w|\w+)$")
_STARTERS = frozenset(
    {"The", "It", "He", "She", "They", "We", "In", "But", "And", "This", "That", "These", "There", "Then", "When", "If"}
    | {"A", "An", "At", "On", "So", "You", "My", "His", "Her", "Our", "After", "Before", "What", "How", "Why", "Yes"}
)


def sentence_spans(text: str, titles: tuple[str, ...] = ()) -> Iterator[tuple[int, int]]:
    """Yield where each sentence of ``text`` begins and ends; together they cover it.

    One that is longer than a thousand characters is cut at white space, so that nothing grows without bound.

    Args:
        text: what is to be cut.
        titles: abbreviations, their dots included, after which a sentence goes on; beside the English ones.
    """
    start = 0
    for end in (*_ends(text, titles), len(text)):
        while end - start > LONGEST_SENTENCE:
            cut = text.rfind(" ", start + LONGEST_SENTENCE // 2, start + LONGEST_SENTENCE) + 1
            cut = cut or start + LONGEST_SENTENCE
            yield start, cut
            start = cut
        if end > start:
            yield start, end
            start = end


def _ends(text: str, titles: tuple[str, ...]) -> Iterator[int]:
    for found in _END.finditer(text):
        if text.endswith(titles, 0, found.start() + 1):
            continue
        if found.end() < len(text) and not _is_end(text, found):
            continue
        yield found.end()


def _is_end(text: str, found: re.Match[str]) -> bool:
    following = text[found.end()]
    if following.islower():
        return False
    if found[0].rstrip("\"'”’)] \n\t") != ".":
        return True
    before = _WORD_BEFORE.search(text, max(0, found.start() - 30), found.start())
    word = before[1] if before else ""
    if word in BEFORE_A_NAME or (len(word) == 1 and word.isupper() and word != "I"):
        return False
    if following.isdigit() and (word in BEFORE_A_NUMBER or word in ABBREVIATIONS):
        return False
    if "." in word:
        next_word = re.match(r"\w+", text[found.end() : found.end() + 20])
        return next_word is not None and next_word[0] in _STARTERS
    return True

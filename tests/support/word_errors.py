"""Counts words that a recognizer got wrong, as speech recognition is judged: by the word error rate."""

import re

_NUMBERS = {"7": "seven", "30": "thirty"}
# The same word to the ear.
_SPELLINGS = {"harbor": "harbour"}


def word_error_rate(spoken: str, written: str) -> float:
    """Return insertions, deletions and substitutions for each word spoken (Levenshtein, 1966)."""
    wanted, got = _words(spoken), _words(written)
    distances = list(range(len(got) + 1))
    for place, word in enumerate(wanted, 1):
        before, distances[0] = distances[:], place
        for number, other in enumerate(got, 1):
            distances[number] = min(before[number] + 1, distances[number - 1] + 1, before[number - 1] + (word != other))
    return distances[-1] / len(wanted)


def _words(text: str) -> list[str]:
    words = re.findall(r"[a-z0-9']+", text.lower())
    return [_SPELLINGS.get(word, _NUMBERS.get(word, word)) for word in words]

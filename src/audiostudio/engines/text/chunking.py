"""Cuts what is to be said into chunks that a voice says well: whole sentences if they fit, clauses or words if not.

Kokoro takes 510 tokens and speaks best at about two hundred: it hurries through long ones and stumbles over very short
ones.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from audiostudio.engines.text.spoken_text import Boundary, Chunk, Delivery, Item, SpokenWord

TARGET_TOKENS = 250
MOST_CHUNK_TOKENS = 450
# Short enough that its sound is there within a second.
FIRST_CHUNK_TOKENS = 60
# A sentence without clauses is cut only beyond this: its last word, said alone, is not understood.
_FIRST_SENTENCE_TOKENS = 90
_LEAST_PIECE_TOKENS = 20
_CLAUSE_SIGNS = frozenset(",;:—)…")


@dataclass(frozen=True)
class Sentence:
    """A sentence's items, and what ends with it.

    Attributes:
        items: words, pauses and marks.
        delivery: voice, language and style of all of them.
        boundary: ``sentence``, ``paragraph``, or ``clause`` where the voice changes within a sentence.
    """

    items: Sequence[Item]
    delivery: Delivery
    boundary: Boundary


def chunks(sentences: Iterable[Sentence]) -> Iterator[Chunk]:
    """Yield chunks of at most 450 tokens, 250 where clauses allow; no chunk spans two paragraphs or voices.

    The first chunk is short, so that a listener does not wait.
    """
    waiting: list[Item] = []
    size = 0
    is_first = True
    ends_with: Boundary = "sentence"
    delivery = Delivery()
    for sentence in sentences:
        if waiting and sentence.delivery != delivery:
            yield _chunk(waiting, delivery, ends_with)
            waiting, size, is_first = [], 0, False
        delivery = sentence.delivery
        for piece, piece_ends_with in _pieces(sentence, FIRST_CHUNK_TOKENS if is_first else TARGET_TOKENS):
            piece_size = _size(piece)
            if waiting and size + piece_size > (FIRST_CHUNK_TOKENS if is_first else TARGET_TOKENS):
                yield _chunk(waiting, delivery, ends_with)
                waiting, size, is_first = [], 0, False
            waiting += piece
            size, ends_with = size + piece_size, piece_ends_with
        if sentence.boundary == "paragraph" and waiting:
            yield _chunk(waiting, delivery, ends_with)
            waiting, size, is_first = [], 0, False
    if waiting:
        yield _chunk(waiting, delivery, ends_with)


def _pieces(sentence: Sentence, limit: int) -> Iterator[tuple[list[Item], Boundary]]:
    """Cut a sentence that is longer than ``limit`` into pieces of about equal size, at clauses if there are any."""
    items = list(sentence.items)
    total = _size(items)
    if total <= limit:
        yield items, sentence.boundary
        return
    if limit == FIRST_CHUNK_TOKENS:
        end, boundary = _cut(items, limit)
        if boundary == "word" and total <= _FIRST_SENTENCE_TOKENS:
            yield items, sentence.boundary
            return
        yield items[:end], boundary
        if items[end:]:
            yield from _pieces(replace(sentence, items=items[end:]), TARGET_TOKENS)
        return
    count = -(-total // limit)
    while items:
        size = _size(items)
        if size <= limit:
            yield items, sentence.boundary
            return
        end, boundary = _cut(items, min(limit, size // count + _LEAST_PIECE_TOKENS))
        yield items[:end], boundary
        items, count = items[end:], max(count - 1, 1)


def _cut(items: Sequence[Item], limit: int) -> tuple[int, Boundary]:
    """Return where to cut so that at most ``limit`` tokens come before, and what ends there."""
    size, last_word, last_clause = 0, 0, 0
    for number, item in enumerate(items):
        if isinstance(item, SpokenWord):
            size += len(item.symbols)
            if size > limit and last_word:
                break
            last_word = number + 1
            if size >= min(_LEAST_PIECE_TOKENS, limit // 2) and item.tail and _CLAUSE_SIGNS.intersection(item.tail):
                last_clause = number + 1
    if last_clause and _size(items[:last_clause]) >= limit // 3:
        return last_clause, "clause"
    return (last_word or len(items)), "word"


def _size(items: Iterable[Item]) -> int:
    return sum(len(item.symbols) for item in items if isinstance(item, SpokenWord))


def _chunk(items: Sequence[Item], delivery: Delivery, boundary: Boundary) -> Chunk:
    first = next((number for number, item in enumerate(items) if isinstance(item, SpokenWord)), None)
    said = list(items)
    if first is not None and isinstance(word := said[first], SpokenWord):
        said[first] = replace(word, lead=word.lead.lstrip())
    return Chunk(tuple(said), delivery, boundary)

"""The front-end of speech synthesis: text of any length becomes a stream of chunks that a voice can say."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from audiostudio.engines.text.admission import ENGLISH, Markup, admit
from audiostudio.engines.text.characters import with_whole_words
from audiostudio.engines.text.chunking import Sentence, chunks
from audiostudio.engines.text.dictionary import Dictionary
from audiostudio.engines.text.english.reader import English
from audiostudio.engines.text.errors import TextEmpty
from audiostudio.engines.text.espeak.reader import EspeakLanguage
from audiostudio.engines.text.espeak.tables import WORDINGS
from audiostudio.engines.text.passages import Passage, Say, Span, invalid
from audiostudio.engines.text.sentences import sentence_spans
from audiostudio.engines.text.spoken_text import Chunk, Item, Mark, Pause, SpokenWord
from audiostudio.engines.text.tokens import Token

_MOST_SIGNS = 3
_OPENING = "“("


class Language(Protocol):
    """A language that text can be read in."""

    def read(self, text: str) -> list[Token]:
        """Return what is said for a sentence."""

    def read_as(self, text: str, say: Say) -> list[Token]:
        """Return what is said for a stretch whose reading is named; raises ``ValueError`` where that is impossible."""

    def pronounce(self, tokens: Sequence[Token]) -> list[str]:
        """Return the phonemes of each token of a sentence."""

    def joins(self, left: str, right: str) -> bool:
        """Tell whether the halves of a word that is broken over two lines lose their hyphen."""


def read_text(
    text: str,
    language: str,
    *,
    models: Callable[[str], Path],
    markup: Markup = "auto",
    dictionary: Mapping[str, str] | None = None,
    voices: Mapping[str, str] | None = None,
    styles: Iterable[str] | None = None,
) -> Iterator[Chunk]:
    """Return what is to be said, chunk by chunk, read as it is asked for.

    What is wrong with markup, dictionary, voices or letters is found before the first chunk is returned.

    Args:
        text: at most a million characters.
        language: BCP 47 tag of the text (``en-US``, ``en-GB``, ``hi``), for all that no mark says is in another.
        models: gives a model's path, `audiostudio.engines.weights.store.ModelStore.path`.
        markup: ``auto`` takes what begins with ``<speak`` for SSML and all else for plain text with short tags.
        dictionary: words or phrases, in any case, and how they are spoken: in the IPA (``/ˈkoʊkəroʊ/``), in the voices'
            own symbols, or as letters that read so (``koh-kuh-roh``).
        voices: the voices that marks may name, each with the language it speaks; ``None`` allows any.
        styles: the styles that marks may name; ``None`` allows any.

    Raises:
        TextEmpty, TextTooLong, TextWrongLanguage, SpeechMarkupInvalid, PronunciationInvalid, LanguageUnavailable
        audiostudio.engines.weights.errors.ModelMissing: the language's models are not installed.
    """
    entries = Dictionary(dictionary or {})
    passages = admit(text, language, markup=markup, voices=voices, styles=styles)
    languages = {tag: _language(tag, models) for tag in sorted({passage.prosody.language for passage in passages})}
    passages = [with_whole_words(passage, languages[passage.prosody.language].joins) for passage in passages]
    made = chunks(
        sentence
        for passage in passages
        for sentence in _sentences(passage, languages[passage.prosody.language], entries, text)
    )
    return _never_silent(made)


def _language(tag: str, models: Callable[[str], Path]) -> Language:
    if tag in ENGLISH:
        variety = tag.lower()
        return _english(models(f"lexicon-{variety}"), models("tagger-en"), models("speller-en"), tag == "en-GB")
    return EspeakLanguage(tag)


@lru_cache(maxsize=2)
def _english(lexicon: Path, tagger: Path, speller: Path, british: bool) -> English:
    return English(lexicon, tagger, speller, british=british)


def _never_silent(made: Iterator[Chunk]) -> Iterator[Chunk]:
    said_something = False
    for chunk in made:
        said_something = said_something or bool(chunk.words)
        yield chunk
    if not said_something:
        raise TextEmpty


def _sentences(passage: Passage, language: Language, dictionary: Dictionary, source: str) -> Iterator[Sentence]:
    """Yield a passage's sentences, each read when it is asked for."""
    fixed = [span for span in passage.spans if span.say.kind != "plain"]
    own = [span for span in dictionary.spans(passage.text, passage.prosody) if not _inside(span, fixed)]
    fixed = sorted([*fixed, *own], key=lambda span: span.start)
    events = list(passage.events)
    wording = WORDINGS.get(passage.prosody.language)
    spans = sentence_spans(passage.text, wording.titles if wording else ())
    ends = list(_ends_outside(fixed, [end for _, end in spans]))
    start = 0
    for end in ends or [0]:
        is_last = end == (ends or [0])[-1]
        here = [event for event in events if is_last or event[0] < end]
        events = events[len(here) :]
        inner = [span for span in fixed if start <= span.start < end]
        tokens = _tokens(passage, start, end, inner, language, source)
        has_words = any(token.kind != "punctuation" for token in tokens)
        items = _items(passage, tokens, language.pronounce(tokens) if has_words else [""] * len(tokens), here)
        if items:
            boundary = passage.boundary if is_last else "sentence"
            if boundary == "clause" and _is_finished(items):
                boundary = "sentence"
            yield Sentence(items if boundary == "clause" else _finished(items), passage.prosody, boundary)
        start = end


def _inside(span: Span, fixed: Sequence[Span]) -> bool:
    place = bisect_right(fixed, span.start, key=lambda other: other.start)
    return any(other.start < span.end and span.start < other.end for other in fixed[max(0, place - 1) : place + 1])


def _ends_outside(fixed: Sequence[Span], ends: Iterable[int]) -> Iterator[int]:
    """Yield the sentences' ends that do not cut a stretch which is read as one."""
    starts = [span.start for span in fixed]
    for end in ends:
        before = bisect_right(starts, end - 1) - 1
        if before < 0 or end >= fixed[before].end:
            yield end


def _tokens(
    passage: Passage, start: int, end: int, fixed: Sequence[Span], language: Language, source: str
) -> list[Token]:
    tokens: list[Token] = []

    def add(made: Iterable[Token], offset: int) -> None:
        tokens.extend(replace(token, start=token.start + offset, end=token.end + offset) for token in made)

    position = start
    for span in fixed:
        add(language.read(passage.text[position : span.start]), position)
        try:
            add(language.read_as(passage.text[span.start : span.end], span.say), span.start)
        except ValueError as error:
            raise invalid(source, passage.starts[span.start], str(error)) from None
        position = span.end
    add(language.read(passage.text[position:end]), position)
    return tokens


def _items(
    passage: Passage, tokens: Sequence[Token], phonemes: Sequence[str], events: Sequence[tuple[int, Pause | Mark]]
) -> list[Item]:
    items: list[Item] = []
    waiting = list(events)
    span_starts = [span.start for span in passage.spans]
    last_word: int | None = None
    lead = ""
    for token, said in zip(tokens, phonemes, strict=True):
        while waiting and waiting[0][0] <= token.start:
            items.append(waiting.pop(0)[1])
        if token.kind == "punctuation":
            if token.text in _OPENING:
                lead = (lead + token.text)[:_MOST_SIGNS]
            elif last_word is not None:
                items[last_word] = _ended_with(items[last_word], token.text)
            continue
        if not said:
            continue
        prosody = passage.spans[bisect_right(span_starts, token.start) - 1].prosody
        last_word = len(items)
        items.append(
            SpokenWord(
                text=token.text,
                phonemes=said,
                source_start=passage.starts[token.start],
                source_end=passage.ends[token.end - 1],
                prosody=replace(prosody, language=passage.prosody.language),
                lead=" " + lead,
            )
        )
        lead = ""
    items += [event for _, event in waiting]
    return items


def _ended_with(item: Item, sign: str) -> Item:
    """Return a word with one more sign after it, unless it has enough."""
    if not isinstance(item, SpokenWord) or item.tail.endswith(sign) or len(item.tail) >= _MOST_SIGNS:
        return item
    return replace(item, tail=item.tail + sign)


def _is_finished(items: Sequence[Item]) -> bool:
    """Tell whether the last word ends a sentence."""
    words = [item for item in items if isinstance(item, SpokenWord)]
    return bool(words) and any(sign in words[-1].tail for sign in ".!?…")


def _finished(items: list[Item]) -> list[Item]:
    """End a line that has no full stop as if it had one, so that the voice falls."""
    last = max((number for number, item in enumerate(items) if isinstance(item, SpokenWord)), default=None)
    if last is not None and isinstance(word := items[last], SpokenWord) and not word.tail:
        items[last] = replace(word, tail=".")
    return items

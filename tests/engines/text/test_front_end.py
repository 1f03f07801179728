"""Texts as chunks: nothing lost, every word in its place, no chunk too long, bad input refused with its reason."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audiostudio.engines.text.errors import (
    LanguageUnavailable,
    PronunciationInvalid,
    SpeechMarkupInvalid,
    TextEmpty,
    TextError,
    TextTooLong,
    TextWrongLanguage,
)
from audiostudio.engines.text.spoken_text import Chunk, Mark, Pause, SpokenWord
from tests.engines.text.conftest import Reader

MOST_TOKENS = 450
VOICES = {"am_adam": "en-US", "bf_emma": "en-GB"}
FORMS = ["[pause 1s]", "[/]", "*hi*", "$5", "10:30", "Dr.", "e.g.", "\n\n", "<speak>", "1/2", "U.S.", "XIV", "@x"]
PLAIN = ["river", "cloud,", "stone.", "bright;", "walks?", "under", "the", "old", "gate"]
SENTENCE = "The committee met on May 5, 2024, and it approved $3.5 million for the new library. "


def words_of(chunks: list[Chunk]) -> list[SpokenWord]:
    return [word for chunk in chunks for word in chunk.words]


def said(chunks: list[Chunk]) -> str:
    return " ".join(word.text for word in words_of(chunks))


# Places --------------------------------------------------------------------------------------------------------------


def test_spoken_words_point_at_what_was_written(read: Reader) -> None:
    text = "Pay $20 to Dr. Smith, 50% now."
    places = {word.text: text[word.source_start : word.source_end] for word in words_of(read(text))}
    assert places["twenty"] == places["dollars"] == "$20"
    assert places["Doctor"] == "Dr."
    assert places["Smith"] == "Smith"
    assert places["fifty"] == places["percent"] == "50%"


def test_places_reach_through_markup_and_references(read: Reader) -> None:
    text = '<speak>Rock &amp; <emphasis level="strong">roll</emphasis> é&#33;</speak>'
    places = {word.text: text[word.source_start : word.source_end] for word in words_of(read(text))}
    assert places == {"Rock": "Rock", "and": "&amp;", "roll": "roll", "É": "é"}


def test_word_spans_cut_the_tokens_at_the_words(read: Reader) -> None:
    (chunk,) = read('"Yes," she said (twice).')
    symbols = chunk.symbols
    assert [symbols[start:end] for _, start, end in chunk.word_spans()] == [word.phonemes for word in chunk.words]
    assert len(chunk.tokens) == chunk.token_count == len(symbols)
    assert symbols.startswith("“")
    assert "(" in symbols


# Chunks --------------------------------------------------------------------------------------------------------------


def test_long_text_keeps_every_word_and_no_chunk_is_too_long(read: Reader) -> None:
    whole = said(read(SENTENCE)).split()
    chunks = read(SENTENCE * 100)
    assert said(chunks).split() == whole * 100
    sizes = [chunk.token_count for chunk in chunks]
    assert max(sizes) <= 250
    assert sorted(sizes)[len(sizes) // 2] >= 100, "chunks are not needlessly small"
    assert all(chunk.boundary == "sentence" for chunk in chunks[1:-1] if chunk.words[-1].tail.endswith("."))


def test_the_first_chunk_is_short(read: Reader) -> None:
    first, second, *_ = read("However long a first sentence may be, and this one goes on for quite some time, " * 20)
    assert first.token_count <= 60
    assert first.boundary == "clause"
    assert second.token_count > 100


def test_a_sentence_without_commas_is_cut_between_words(read: Reader) -> None:
    text = " ".join(["extraordinary"] * 300)
    chunks = read(text)
    assert len(words_of(chunks)) == 300
    assert max(chunk.token_count for chunk in chunks) <= MOST_TOKENS


def test_paragraphs_and_voices_end_chunks(read: Reader) -> None:
    chunks = read("One.\n\nTwo. [voice am_adam] Three. [voice bf_emma] Four.", voices=VOICES)
    assert [(said([chunk]), chunk.prosody.voice, chunk.boundary) for chunk in chunks] == [
        ("One", None, "paragraph"),
        ("Two", None, "sentence"),
        ("Three", "am_adam", "sentence"),
        ("Four", "bf_emma", "paragraph"),
    ]


def test_a_voice_brings_its_language(read: Reader) -> None:
    chunks = read("[voice am_adam] Ask [voice bf_emma] Ask", voices=VOICES)
    assert [chunk.prosody.language for chunk in chunks] == ["en-US", "en-GB"]
    assert [chunk.words[0].phonemes for chunk in chunks] == ["ˈæsk", "ˈɑːsk"]


def test_reading_is_lazy(model_path: object) -> None:
    from audiostudio.engines.text.front_end import read_text

    stream = read_text(SENTENCE * 5_000, "en-US", models=model_path)  # type: ignore[arg-type]
    assert next(stream).words[0].text == "The"


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Mr. Smith met Dr. Jones. They spoke.", 2),
        ("He lives in the U.S. The house is red.", 2),
        ("The U.S. Army came. J. R. R. Tolkien wrote.", 2),
        ("It is 3.14. Is it? Yes! Good.", 4),
        ("See Fig. 3, No. 5 and e.g. this one.", 1),
        ("“Stop!” he said. “Why?” she asked.", 2),
        ("Meet me at 5 p.m. on Monday.", 1),
    ],
)
def test_sentences_end_where_they_end(text: str, count: int) -> None:
    from audiostudio.engines.text.sentences import sentence_spans

    spans = [text[start:end] for start, end in sentence_spans(text)]
    assert "".join(spans) == text
    assert len(spans) == count, spans


# Markup --------------------------------------------------------------------------------------------------------------


def test_short_tags_pause_stress_and_whisper(read: Reader) -> None:
    chunks = read("Wait [pause 1.5s] for *me* and **him**. [whisper]Quiet.[/] Loud 2 * 3 * 4.")
    items = [item for chunk in chunks for item in chunk.items]
    (pause,) = [item for item in items if isinstance(item, Pause)]
    assert pause.duration_s == 1.5
    assert items.index(pause) == 1
    emphasis = {word.text: word.prosody.emphasis for word in words_of(chunks)}
    assert (emphasis["me"], emphasis["him"], emphasis["Wait"]) == ("moderate", "strong", "none")
    assert {chunk.prosody.style for chunk in chunks} == {None, "whisper"}
    assert "two times three times four" in said(chunks)


def test_nested_prosody_multiplies_and_adds(read: Reader) -> None:
    text = (
        '<speak><prosody rate="50%" pitch="+2st" volume="-6dB">a1 '
        '<prosody rate="fast" pitch="high" volume="+2dB">deep</prosody></prosody> plain</speak>'
    )
    deliveries = {word.text: word.prosody for word in words_of(read(text))}
    deep = deliveries["deep"]
    assert (deep.rate, deep.pitch_semitones, deep.volume_db) == (0.625, 5.0, -4.0)
    assert deliveries["plain"].rate == 1.0


def test_ssml_reads_its_subset(read: Reader) -> None:
    text = (
        '<?xml version="1.0"?><speak version="1.1" xml:lang="en-US"><p><s>One.</s><s>Two.</s></p>'
        '<say-as interpret-as="ordinal">3</say-as> <say-as interpret-as="characters">ab1</say-as> '
        '<say-as interpret-as="date" format="dmy">1/2/2020</say-as> <say-as interpret-as="telephone">12-3</say-as> '
        '<sub alias="World Wide Web">W3</sub> <phoneme alphabet="ipa" ph="pɪˈkɑːn">pecan</phoneme>'
        '<mark name="end"/><break strength="strong"/></speak>'
    )
    chunks = read(text)
    spoken = said(chunks)
    assert "third A B one February first twenty twenty one two three World Wide Web pecan" in spoken
    items = [item for chunk in chunks for item in chunk.items]
    assert [item.name for item in items if isinstance(item, Mark)] == ["end"]
    assert [item.duration_s for item in items if isinstance(item, Pause)] == [1.0]
    assert words_of(chunks)[-1].phonemes == "pɪkˈɑːn"
    assert {text[word.source_start : word.source_end] for word in words_of(chunks) if word.text == "Wide"} == {"W3"}


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("<speak>fine\n  <b>bold</b></speak>", 2, 3),
        ("<speak>\n<break time='1h'/></speak>", 2, 1),
        ("<speak>open", 1, 12),
        ("<speak>a</p></speak>", 1, 11),
        ('<speak><prosody rate="9000%">x</prosody></speak>', 1, 8),
        ('<speak>ü\nü<say-as interpret-as="cardinal">abc</say-as></speak>', 2, 34),
        ("<speak><voice>x</voice></speak>", 1, 8),
        ("Hello [pause soon] you", 1, 7),
        ("One\nTwo [/whisper]", 2, 5),
        ("[voice nobody] Hello", 1, 15),
        ("<speak><speak>x</speak></speak>", 1, 8),
    ],
)
def test_broken_markup_is_refused_with_its_place(read: Reader, text: str, line: int, column: int) -> None:
    with pytest.raises(SpeechMarkupInvalid, match=rf"Line {line}, column {column}: "):
        read(text, voices=VOICES)


def test_a_document_type_is_refused_before_any_entity_expands(read: Reader) -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><speak>&b;</speak>'
    with pytest.raises(SpeechMarkupInvalid, match="document type"):
        read(bomb)
    with pytest.raises(SpeechMarkupInvalid, match="broken"):
        read("<speak>&unknown;</speak>")


def test_markup_can_be_turned_off(read: Reader) -> None:
    assert said(read("[pause 1s] now", markup="none")) == "pause one second now"


# The caller's own pronunciations -------------------------------------------------------------------------------------


def test_a_dictionary_speaks_for_its_words(read: Reader) -> None:
    own = {"Kokoro": "/ˈkoʊkəroʊ/", "GIF": "jif", "New York": "nˈu jˈɔɹk"}
    chunks = read("A kokoro gif of new  York, not gifs.", dictionary=own)
    spoken = {word.text: word.phonemes for word in words_of(chunks)}
    assert spoken["kokoro"] == "kˈOkəɹO"
    assert spoken["jif"].startswith("ʤ")
    assert spoken["new  York"] == "nˈujˈɔɹk"
    assert "gifs" in spoken


@pytest.mark.parametrize("own", [{"word": "/w§rd/"}, {"": "ˈa"}, {"!!": "ˈa"}, {"word": "//"}, {"word": "ˈa" * 300}])
def test_a_dictionary_that_cannot_be_spoken_is_refused(read: Reader, own: dict[str, str]) -> None:
    with pytest.raises(PronunciationInvalid):
        read("a word", dictionary=own)


# Bad input -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["", " \n\t ", "😀😀🎉", "\x00\x01\x02", "!?.", "<speak></speak>", "\ud800"])
def test_nothing_to_say_is_refused(read: Reader, text: str) -> None:
    with pytest.raises(TextEmpty):
        read(text)


@pytest.mark.parametrize("text", ["你好，世界", "Hello Привет", "مرحبا", "नमस्ते", "안녕 hello"])
def test_other_scripts_are_refused_before_anything_is_said(read: Reader, text: str) -> None:
    with pytest.raises(TextWrongLanguage, match="voice of its language"):
        read(text)


def test_what_is_too_long_is_refused(read: Reader) -> None:
    with pytest.raises(TextTooLong):
        read("a" * 1_000_001)


def test_a_language_without_a_reader_says_so(read: Reader) -> None:
    with pytest.raises(LanguageUnavailable):
        read("hola", "xx")


def test_emoji_and_control_characters_are_passed_over(read: Reader) -> None:
    assert said(read("Good\x00 morning 👩‍👩‍👧 dear\u200b friends 🎉!")) == "Good morning dear friends"


@settings(max_examples=60)
@given(
    text=st.one_of(
        st.text(max_size=200),
        st.text(alphabet="aA1.,-–/:$€%#@& '\"()[]*<>\n°½VIXmkgst", max_size=80),
        st.lists(st.sampled_from(FORMS)).map(" ".join),
    )
)
def test_any_text_is_read_or_refused_and_words_stay_in_order(read: Reader, text: str) -> None:
    try:
        chunks = read(text)
    except TextError:
        return
    words = words_of(chunks)
    assert words
    assert all(0 <= word.source_start < word.source_end <= len(text) for word in words)
    starts = [word.source_start for word in words]
    assert starts == sorted(starts)
    assert all(chunk.token_count <= MOST_TOKENS for chunk in chunks)
    assert all(len(chunk.tokens) == chunk.token_count for chunk in chunks)


@settings(max_examples=25)
@given(
    words=st.lists(
        st.sampled_from(PLAIN),
        min_size=1,
        max_size=300,
    )
)
def test_chunks_joined_say_the_whole_text(read: Reader, words: list[str]) -> None:
    text = " ".join(words)
    assert [word.text for word in words_of(read(text))] == re.findall(r"\w+", text)

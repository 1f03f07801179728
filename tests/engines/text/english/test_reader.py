"""English: what is written in short, what is written alike, and what no lexicon knows."""

from pathlib import Path

import pytest

from audiostudio.engines.text.english.numbers import LARGEST, cardinal, ordinal, roman, year
from audiostudio.engines.text.english.reader import English
from audiostudio.engines.text.phoneme_table import TOKENS

HERE = Path(__file__).parent


def rows(name: str) -> list[list[str]]:
    return [line.split("\t") for line in (HERE / name).read_text(encoding="utf-8").splitlines()]


def words(english: English, text: str) -> str:
    return " ".join(token.text for token in english.read(text) if token.kind != "punctuation")


def phonemes(english: English, text: str) -> list[str]:
    tokens = english.read(text)
    said = english.pronounce(tokens)
    return [sound for token, sound in zip(tokens, said, strict=True) if token.kind != "punctuation"]


def test_the_table_of_written_forms_is_large() -> None:
    assert len(rows("cases.tsv")) >= 150


@pytest.mark.parametrize(("variety", "written", "spoken"), rows("cases.tsv"))
def test_written_forms_are_read_as_people_read_them(
    english: dict[str, English], variety: str, written: str, spoken: str
) -> None:
    assert words(english[variety], written) == spoken


@pytest.mark.parametrize(("sentence", "expected"), rows("heteronyms.tsv"))
def test_words_written_alike_are_told_apart(english: dict[str, English], sentence: str, expected: str) -> None:
    place = sentence.index("*")
    tokens = english["us"].read(sentence.replace("*", ""))
    said = english["us"].pronounce(tokens)
    assert next(sound for token, sound in zip(tokens, said, strict=True) if token.start == place) == expected


# The lines that the model's author published with their phonemes (hexgrad/Kokoro-82M, SAMPLES.md).
@pytest.mark.parametrize(
    ("sentence", "published"),
    [
        (
            "The sky above the port was the color of television, tuned to a dead channel.",
            "ðə skˈI əbˈʌv ðə pˈɔɹt wʌz ðə kˈʌləɹ ʌv tˈɛləvˌɪʒən tˈund tə ɐ dˈɛd ʧˈænᵊl",
        ),
        (
            "Case heard someone say, as he shouldered his way through the crowd around the door of the Chat.",
            "kˈAs hˈɜɹd sˈʌmwˌʌn sˈA æz hi ʃˈOldəɹd hɪz wˈA θɹu ðə kɹˈWd əɹˈWnd ðə dˈɔɹ ʌv ðə ʧˈæt",
        ),
    ],
)
def test_sentences_sound_as_the_voices_learnt_them(english: dict[str, English], sentence: str, published: str) -> None:
    assert " ".join(phonemes(english["us"], sentence)) == published


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("the apple", ["ði", "ˈæpᵊl"]),
        ("the pear", ["ðə", "pˈɛɹ"]),
        ("the hour", ["ði", "ˈWəɹ"]),
        ("to eat", ["tʊ", "ˈit"]),
        ("to go", ["tə", "ɡˌO"]),
        ("the FBI", ["ði", "ˌɛfbˌiˈI"]),
        ("the CEOs", ["ðə", "sˌiˌiˈOz"]),
    ],
)
def test_small_words_change_before_vowels(english: dict[str, English], phrase: str, expected: list[str]) -> None:
    assert phonemes(english["us"], phrase) == expected


@pytest.mark.parametrize(
    ("word", "ending"),
    [("googled", "d"), ("yeeted", "ᵻd"), ("kayaked", "t"), ("vlogs", "z"), ("memes", "z"), ("dongles", "z")],
)
def test_endings_follow_the_last_sound_of_their_stem(english: dict[str, English], word: str, ending: str) -> None:
    assert phonemes(english["us"], f"it {word} once")[1].endswith(ending)


# What dictionaries of names and products say, checked loosely: consonants in order, whatever the vowels.
@pytest.mark.parametrize(
    ("word", "skeleton"),
    [
        ("Kubernetes", "kbnts"),
        ("Spotify", "spTf"),
        ("Zendaya", "znd"),
        ("blockchain", "blkʧn"),
        ("Timnit", "tmnt"),
        ("flibbertigibbet", "flbTʤbt"),
    ],
)
def test_unknown_words_are_spoken_by_their_letters(english: dict[str, English], word: str, skeleton: str) -> None:
    (said,) = phonemes(english["us"], word)
    rest = iter(said)
    assert all(consonant in rest for consonant in skeleton), said


@pytest.mark.parametrize(
    ("accented", "plain"),
    [
        *(("café", "cafe"), ("naïve", "naive"), ("façade", "facade"), ("Zürich", "Zurich"), ("Élite", "elite")),
        *(("cafe\u0301", "cafe"), ("Müller", "Muller"), ("coöperate", "cooperate"), ("rôles", "roles")),
        *(("Straße", "Strasse"), ("smørbrød", "smorbrod"), ("Łódź", "Lodz")),
    ],
)
def test_an_accent_takes_no_letter_away(english: dict[str, English], accented: str, plain: str) -> None:
    for variety in english.values():
        assert phonemes(variety, f"one {accented} more") == phonemes(variety, f"one {plain} more")


# As Merriam-Webster has them, in the voices' symbols.
@pytest.mark.parametrize(
    ("word", "said"),
    [
        *(("résumé", "ɹˈɛzəmˌA"), ("résumés", "ɹˈɛzəmˌAz"), ("jalapeño", "hˌɑləpˈAnjO"), ("Beyoncé", "biˈɑnsA")),
        *(("Zoë", "zˈOi"), ("Brontë", "bɹˈɑnti"), ("touché", "tuʃˈA"), ("crème", "kɹˈɛm"), ("brûlée", "bɹulˈA")),
    ],
)
def test_an_accent_that_is_heard_is_said(english: dict[str, English], word: str, said: str) -> None:
    assert phonemes(english["us"], f"one {word} more")[1] == said


@pytest.mark.parametrize(
    ("written", "said"),
    [
        *(("should've", "ʃˌʊdəv"), ("must've", "mˈʌstəv"), ("who've", "hˌuv"), ("I'd've", "ˌIdəv")),
        *(("who'll", "hˌul"), ("that'll", "ðæTᵊl"), ("there'll", "ðˈɛɹᵊl"), ("John'll", "ʤˈɑnᵊl")),
        *(("what're", "wˌʌTəɹ"), ("why'd", "wˌId"), ("that'd", "ðæTəd"), ("dog's", "dˈɔɡz"), ("cat’s", "kˈæts")),
        *(("O'Brien", "ˌObɹˈIən"), ("O'Connor", "ˌOkˈɑnəɹ"), ("D'Angelo", "dˈænʤəlO"), ("Qur'an", "kəɹˈɑn")),
        *(("Hawaiʻi", "həwˈIji"), ("O’Brienʼs", "ˌObɹˈIənz"), ("Shi'ite", "ʃˈiˌIt"), ("o'clock", "əklˈɑk")),
    ],
)
def test_nothing_after_an_apostrophe_is_lost(english: dict[str, English], written: str, said: str) -> None:
    assert phonemes(english["us"], f"one {written.replace('ʼ', '’').replace('ʻ', '’')} more")[1] == said


@pytest.mark.parametrize("name", ["O'Neill", "D'Artagnan", "L'Oréal", "M'Baku", "T'Pol", "Ka'aba", "y'all'd've"])
def test_names_with_apostrophes_are_said_to_their_end(english: dict[str, English], name: str) -> None:
    """As many consonants as the name has after its apostrophe, give or take a silent one."""
    (said,) = phonemes(english["us"], name)
    written = [letter for letter in name.partition("'")[2].lower() if letter in "bcdfgklmnprstvz"]
    assert sum(symbol in "bkdfɡlmnpɹsTtvz" for symbol in said) >= len(set(written)) - 1


def test_both_varieties_use_only_symbols_that_voices_know(english: dict[str, English]) -> None:
    text = "Schadenfreude, zeitgeist and the quokkas: Xochitl paid £3 to the BBC, didn't she? Naïve façade."
    for variety in english.values():
        assert set("".join(phonemes(variety, text))) <= TOKENS.keys()


def test_varieties_differ_where_they_should(english: dict[str, English]) -> None:
    assert phonemes(english["us"], "I can't dance in the bath") != phonemes(english["gb"], "I can't dance in the bath")
    assert phonemes(english["gb"], "car") == ["kˈɑː"]
    assert phonemes(english["us"], "car") == ["kˈɑɹ"]
    assert phonemes(english["gb"], "schedule") == ["ʃˈɛdjuːl"]


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (0, "zero"),
        (19, "nineteen"),
        (110, "one hundred ten"),
        (1_000_010, "one million ten"),
        (-7, "minus seven"),
        (10**12, "one trillion"),
    ],
)
def test_cardinals(number: int, expected: str) -> None:
    assert " ".join(cardinal(number)) == expected


def test_numbers_beyond_the_largest_are_read_by_digits() -> None:
    assert len(cardinal(LARGEST + 1)) == len(str(LARGEST + 1))


@pytest.mark.parametrize(
    ("number", "expected"), [(3, "third"), (12, "twelfth"), (20, "twentieth"), (101, "one hundred first")]
)
def test_ordinals(number: int, expected: str) -> None:
    assert " ".join(ordinal(number)) == expected


@pytest.mark.parametrize(
    ("number", "expected"), [(1800, "eighteen hundred"), (2005, "two thousand five"), (1776, "seventeen seventy six")]
)
def test_years(number: int, expected: str) -> None:
    assert " ".join(year(number)) == expected


@pytest.mark.parametrize(
    ("letters", "expected"), [("XIV", 14), ("MCMXCIX", 1999), ("IIII", None), ("VX", None), ("", None)]
)
def test_roman_numerals(letters: str, expected: int | None) -> None:
    assert roman(letters) == expected

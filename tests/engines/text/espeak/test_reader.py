"""Languages that a separate program reads, and what is said where it is absent."""

import pytest

from audiostudio.engines.text.errors import LanguageUnavailable
from audiostudio.engines.text.phoneme_table import TOKENS
from tests.engines.text.conftest import Reader


@pytest.mark.parametrize(
    ("language", "text", "start"),
    [
        ("hi", "नमस्ते, मेरा नाम अदिति है। मैं दिल्ली में रहती हूँ।", "nəmˈʌsteː,"),
        ("es", "Hola, ¿cómo estás? El perro corre.", "ˈola,"),
        ("it", "Buongiorno a tutti.", "bʊonʤˈɔrno"),
        ("fr-FR", "Bonjour le monde.", "bɔ̃ʒˈuʁ"),
        ("pt-BR", "Bom dia, meu amigo.", "bˈoŋ"),
    ],
)
def test_other_languages_keep_every_word_in_its_place(read: Reader, language: str, text: str, start: str) -> None:
    words = [word for chunk in read(text, language) for word in chunk.words]
    assert [text[word.source_start : word.source_end] for word in words] == [word.text for word in words]
    assert len(words) == len(text.split())
    assert words[0].symbols.strip() == start
    assert all(set(word.symbols) <= TOKENS.keys() for word in words)


def test_numbers_are_read_in_their_language(read: Reader) -> None:
    (chunk,) = read("Tengo 25 gatos", "es")
    number = chunk.words[1]
    assert number.text == "25"
    assert "nti" in number.phonemes, "veinticinco"
    assert number.phonemes.endswith("nko")


def _said(read: Reader, text: str, language: str) -> list[str]:
    """Return the phonemes of each word, without stress."""
    return [word.phonemes.replace("ˈ", "").replace("ˌ", "") for chunk in read(text, language) for word in chunk.words]


def test_a_word_of_another_language_is_said_without_its_language(read: Reader) -> None:
    assert _said(read, "Le football du week-end", "fr-FR")[1] == "fʊtbɔːl"


def test_liaisons_outlive_a_number(read: Reader) -> None:
    """The 2024 is four words of espeak-ng's."""
    said = _said(read, "les enfants de 2024", "fr-FR")
    assert len(said) == 4
    assert said[0] == "lez"


def test_what_hyphens_join_is_read_as_one(read: Reader) -> None:
    assert _said(read, "A-t-il fini ?", "fr-FR")[0] == "atil"
    assert [word.text for word in read("Chega à meia-noite.", "pt-BR")[0].words] == ["Chega", "à", "meia-noite"]


@pytest.mark.parametrize(
    ("word", "said"),
    [("fils", "fis"), ("huitième", "yitjɛm"), ("dix-neuvième", "diznøvjɛm"), ("centième", "sɑ̃tjɛm")],
)
def test_words_that_the_program_reads_wrongly_are_put_right(read: Reader, word: str, said: str) -> None:
    assert _said(read, word, "fr-FR") == [said]


def test_without_the_program_the_error_says_what_to_install(read: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(LanguageUnavailable, match="apt-get install espeak-ng"):
        read("नमस्ते", "hi")

"""Texts as books, web pages and PDFs hold them: however a word is written, it sounds as the plain word does."""

import unicodedata

import pytest

from tests.engines.text.conftest import Reader


def _sounds(read: Reader, text: str, language: str = "en-US") -> list[str]:
    return [word.symbols.strip() for chunk in read(text, language) for word in chunk.words]


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("re\u00admark\u00adable pro\u00adfes\u00adsor", "remarkable professor"),
        ("Hel\u200blo wor\u200cld\u2060, \ufeffyes", "Hello world, yes"),
        ("He jum-\nped over the re\u00ad\nmarkable wall", "He jumped over the remarkable wall"),
        ("twenty-\none mother-in-\nlaw", "twenty-one mother-in-law"),
        ("the o\ufb03ce, \ufb01rst \ufb02oor", "the office, first floor"),
        ("Ｆｕｌｌ ｗｉｄｔｈ １２３！", "Full width 123!"),
        ("𝐁𝐨𝐥𝐝 and 𝓈𝒸𝓇𝒾𝓅𝓉", "Bold and script"),
        ("donʼt, don‛t and don\uff07t", "don't, don't and don't"),
        ("the cafe\u0301 in Zu\u0308rich", "the café in Zürich"),
        ("z\u0351\u0343a\u0337lgo\u0489", "zalgo"),
        ("Chapter Ⅷ, ① and ٣", "Chapter VIII, 1 and 3"),
        ("1\ufe0f\u20e3 fine \u2764\ufe0f", "1 fine"),
        ("call 555\u20110199", "call 555-0199"),
        ("at 20\u00a0℃ and 5\u2009㎏ on 20 ㎡", "at 20 °C and 5 kg on 20 m²"),
        ("the 1ˢᵗ, 2ⁿᵈ and 3ʳᵈ", "the 1st, 2nd and 3rd"),
        ("\u201cSoft\u00ad\u201d \u2067right\u2069 \u200eleft", "“Soft” right left"),
    ],
)
def test_english_is_read_as_it_is_meant(read: Reader, written: str, plain: str) -> None:
    assert _sounds(read, written) == _sounds(read, plain)


@pytest.mark.parametrize(
    ("language", "plain"),
    [
        ("fr-FR", "l'été, où déjà naïf"),
        ("es", "el niño pingüino está aquí"),
        ("it", "perché la città è così"),
        ("pt-BR", "não, coração à manhã"),
    ],
)
def test_other_languages_are_read_as_they_are_meant(read: Reader, language: str, plain: str) -> None:
    expected = _sounds(read, plain, language)
    assert _sounds(read, unicodedata.normalize("NFD", plain), language) == expected
    broken = "\u200b".join(plain.replace("'", "ʼ"))
    assert _sounds(read, broken, language) == expected


def test_what_shapes_devanagari_is_kept(read: Reader) -> None:
    """A zero-width joiner decides how letters of Hindi join; elsewhere it is nothing."""
    text = "क्\u200dष और शर्मा\u200c जी"
    assert [word.text for chunk in read(text, "hi") for word in chunk.words] == text.split()


def test_places_are_those_of_the_text_that_was_sent(read: Reader) -> None:
    text = "The pro\u00adfes\u00adsor\u00b9 met Zoe\u0308 at the o\ufb03ce [pause 1s] jum-\nping."
    words = [word for chunk in read(text) for word in chunk.words]
    assert [text[word.source_start : word.source_end] for word in words] == [
        *("The", "pro\u00adfes\u00adsor", "met", "Zoe\u0308", "at", "the", "o\ufb03ce", "jum-\nping"),
    ]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("carbon dioxide, CO₂.¹ Next", "carbon dioxide C O two Next"),
        ("water, H₂O, is wet.² So", "water H two O is wet So"),
        ("as others found,³ and more¹²,¹³ besides*", "as others found and more besides"),
        ("E=mc².² The", "E equals M C squared The"),
        ("a²+b²=c²", "a squared plus B squared equals C squared"),
        ("10 cm², 3 km² and 9.8 m/s²", "ten square centimeters three square kilometers and nine point eight meters per "
         "second squared"),
        ("5 kg/m³", "five kilograms per cubic meter"),
        ("10⁶ and 10⁻³", "ten to the sixth and ten to the minus three"),
        ("in 1984² it", "in nineteen eighty four it"),
        ("Na₂CO₃ and C₆H₁₂O₆", "N A two C O three and C six H twelve O six"),
        ("(a+b)² or (see below)²", "a plus B squared or see below"),
        ("¹ See the annex.", "See the annex"),
    ],
)  # fmt: skip
def test_raised_and_lowered_figures_are_powers_formulas_or_silent(read: Reader, written: str, said: str) -> None:
    assert " ".join(word.text for chunk in read(written) for word in chunk.words) == said


@pytest.mark.parametrize(
    ("language", "written", "said"),
    [
        ("fr-FR", "5 µm, 10 cm² et x²", "5 micromètres 10 centimètres carrés et x au carré"),
        ("es", "5 µg, 3 m³ y el agua.¹", "5 microgramos 3 metros cúbicos y el agua"),
        ("it", "20 km² e CO₂", "20 chilometri quadrati e CO2"),
        ("pt-BR", "20 m², a nota.² Fim", "20 metros quadrados a nota Fim"),
        ("hi", "20 m² और 5 µg", "20 वर्ग मीटर और 5 माइक्रोग्राम"),
    ],
)
def test_other_languages_know_powers_and_footnotes(read: Reader, language: str, written: str, said: str) -> None:
    assert " ".join(word.text for chunk in read(written, language) for word in chunk.words) == said

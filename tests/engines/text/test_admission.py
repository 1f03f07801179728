"""The door for text: what it lets in is read to its end, and what it refuses is refused without a model."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audiostudio.engines.text.admission import admit
from audiostudio.engines.text.errors import (
    LanguageUnavailable,
    SpeechMarkupInvalid,
    TextEmpty,
    TextError,
    TextWrongLanguage,
)
from tests.engines.text.conftest import Reader


@pytest.mark.parametrize(
    ("text", "language", "error"),
    [
        ("Hello. Привет.", "en-US", TextWrongLanguage),
        ("He wrote λόγος here.", "en-GB", TextWrongLanguage),
        ('<speak>Say <sub alias="да">yes</sub>.</speak>', "en-US", TextWrongLanguage),
        ("Bonjour, 你好.", "fr-FR", TextWrongLanguage),
        ("Hola, привет.", "es", TextWrongLanguage),
        ("नमस्ते, привет।", "hi", TextWrongLanguage),
        ("[pause 1s] ... [/pause]", "en-US", SpeechMarkupInvalid),
        ("[pause 1s] ...", "en-US", TextEmpty),
        ("¹ ² ³", "en-US", TextEmpty),
        ("\u200b\u00ad", "en-US", TextEmpty),
        ('<speak><say-as interpret-as="digits">abc</say-as></speak>', "en-US", TextEmpty),
        ("[lang ja]Hallo[/]", "en-US", LanguageUnavailable),
        ('<speak>One. <say-as interpret-as="cardinal">many</say-as></speak>', "en-US", SpeechMarkupInvalid),
        ('<speak>On <say-as interpret-as="date" format="dmy">1/13/2024</say-as></speak>', "en-US", SpeechMarkupInvalid),
    ],
)
def test_what_cannot_be_read_is_refused_without_a_model(text: str, language: str, error: type[TextError]) -> None:
    with pytest.raises(error):
        admit("A sentence before it. " + text if error is TextWrongLanguage else text, language)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("5 µm, 10 kΩ, Δx = π, the α-particle and Σ", "en-US"),
        ("Þórr, Łódź, smørrebrød, Straße, œuvre", "en-GB"),
        ("नमस्ते world", "hi"),
        ("l'angle α vaut π/2", "fr-FR"),
    ],
)
def test_letters_that_a_language_borrows_are_let_in(text: str, language: str) -> None:
    assert admit(text, language)


_HOSTILE = st.one_of(
    st.sampled_from(
        ["µ", "Ω", "ʼ", "¹", "₂", "\u00ad", "\u200d", "e\u0301", "\ufb01", "٣", "ª", "⅔", "Ɂ", "ʬ", "’", "\n"]
    ),
    st.sampled_from(["-\n", "[pause 1s]", "[spell]", "[/]", "*", "a", "4B", "O'", "x²", "# ", "> ", "~~", "[a](/b)"]),
    st.characters(codec="utf-8"),
)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(_HOSTILE, max_size=12).map("".join))
def test_what_is_let_in_is_read_to_its_end(read: Reader, text: str) -> None:
    try:
        admit(text, "en-US")
    except TextError:
        return
    assert any(chunk.words for chunk in read(text))

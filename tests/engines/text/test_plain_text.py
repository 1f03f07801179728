"""Plain text for engines that read by themselves: what is taken out, what is refused, where it is cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiostudio.engines.text.errors import TextEmpty, TextWrongLanguage
from audiostudio.engines.text.plain_text import check_letters, clean_text, split_text, text_pieces


def test_signs_that_nobody_says_are_taken_out():
    assert clean_text("Hi\x00 there 🎉,\tyou!\r\n It costs $5 + 7 %.") == "Hi there , you! \n It costs $5 + 7 %."


def test_paragraphs_and_sentences_are_told_apart():
    text = "One is here. Two is here!\n\nThree, which is longer than the rest of it.\n🎉\n"
    assert list(text_pieces(text, 26)) == [
        ("One is here. Two is here!", "paragraph"),
        ("Three, which is longer", "word"),
        ("than the rest of it.", "paragraph"),
    ]
    assert [boundary for _, boundary in text_pieces("One is here. Two is here!", 15)] == ["sentence", "paragraph"]


def test_chinese_and_japanese_are_cut_at_their_own_stops():
    assert list(text_pieces("今天天气很好。我们去公园吧！好。", 9)) == [
        ("今天天气很好。", "sentence"),
        ("我们去公园吧！好。", "paragraph"),
    ]
    assert list(split_text("「行こう。」と言った。", 7)) == ["「行こう。」", "と言った。"]


@pytest.mark.parametrize("text", ["", "   ", "🎉🎉", "...?!", "\x07\x00"])
def test_text_without_anything_to_say_is_refused(text):
    with pytest.raises(TextEmpty):
        check_letters(text, "en")


@pytest.mark.parametrize(
    ("text", "right", "wrong"),
    [
        ("Доброе утро, это тест.", "ru", "en"),
        ("Good morning, this is a test.", "en", "ru"),
        ("你好，世界", "zh", "de"),
        ("नमस्ते दुनिया", "hi", "fr"),
        ("مرحبا بالعالم", "ar", "it"),
        ("안녕하세요", "ko", "ja"),
        ("こんにちは、カタカナー", "ja", "zh"),
    ],
)
def test_text_in_another_script_than_its_language_is_refused(text, right, wrong):
    check_letters(text, right)
    with pytest.raises(TextWrongLanguage):
        check_letters(text, wrong)


def test_a_few_foreign_letters_and_bare_numbers_pass():
    check_letters("He said спасибо and left.", "en")
    check_letters("42", "ru")


@given(st.text(), st.integers(1, 60))
def test_no_word_is_lost_and_no_piece_is_too_long(text, most):
    pieces = list(split_text(text, most))
    assert all(0 < len(piece) <= most for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())

"""The one door for text that is to be spoken: reads its markup and refuses what no voice could say.

It needs no model, so quotes, jobs and streams ask it before anything is paid or sent; `read_text` goes through it, too.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Literal

from audiostudio.engines.text.characters import plain_characters, with_plain_characters
from audiostudio.engines.text.english.letters import plain_letters
from audiostudio.engines.text.english.named_readings import check_reading
from audiostudio.engines.text.english.tables import FRACTIONS, GREEK_LETTERS
from audiostudio.engines.text.errors import LanguageUnavailable, TextEmpty, TextTooLong, TextWrongLanguage
from audiostudio.engines.text.espeak.tables import WORDINGS
from audiostudio.engines.text.markup.short_tags import read_plain, read_short_tags
from audiostudio.engines.text.markup.ssml import read_ssml
from audiostudio.engines.text.passages import Passage, invalid
from audiostudio.engines.text.spoken_text import Prosody

Markup = Literal["auto", "ssml", "tags", "none"]

ENGLISH = ("en-US", "en-GB")
MOST_CHARACTERS = 1_000_000
_SSML = re.compile(r"\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--.*?-->\s*)*<(?:speak\b|!DOCTYPE)", re.DOTALL)

_NOT_LATIN = r"[^\W\d_\u0000-\u036f\u1d00-\u1dbf\u1e00-\u1eff\u2070-\u218f\u2c60-\u2c7f\ua720-\ua7ff\uab30-\uab6f{}]"
_GREEK = "".join(GREEK_LETTERS)
# Greek letters are signs in English, one or two at a time; a word of them is another language.
_FOREIGN_TO_ENGLISH = re.compile(rf"{_NOT_LATIN.format(_GREEK)}+|[{_GREEK}]{{3,}}")
_FOREIGN = {
    "hi": re.compile(_NOT_LATIN.format("\u0370-\u03ff\u1f00-\u1fff\u0900-\u097f\ua8e0-\ua8ff\u1cd0-\u1cff") + "+"),
}
_FOREIGN_TO_OTHERS = re.compile(_NOT_LATIN.format("\u0370-\u03ff\u1f00-\u1fff") + "+")
_NAMES = {"hi": "Hindi", "es": "Spanish", "fr-FR": "French", "it": "Italian", "pt-BR": "Portuguese"}


def admit(
    text: str,
    language: str,
    *,
    markup: Markup = "auto",
    voices: Mapping[str, str] | None = None,
    styles: Iterable[str] | None = None,
) -> list[Passage]:
    """Return the passages of a text that can be read, in the characters that they mean.

    Args:
        text: at most a million characters.
        language: BCP 47 tag of the text, for all that no mark says is in another.
        markup: as `audiostudio.engines.text.front_end.read_text` takes it.
        voices: the voices that marks may name, each with the language it speaks; ``None`` allows any.
        styles: the styles that marks may name; ``None`` allows any.

    Raises:
        TextEmpty, TextTooLong, TextWrongLanguage, SpeechMarkupInvalid, LanguageUnavailable
    """
    if len(text) > MOST_CHARACTERS:
        raise TextTooLong(
            f"The text has {len(text):,} characters and {MOST_CHARACTERS:,} are read at once; send it in parts."
        )
    if not any(map(_is_said, text)):
        raise TextEmpty
    passages = [
        with_plain_characters(_with_voice(passage, text, language, voices, styles))
        for passage in _passages(text, language, markup)
    ]
    for passage in passages:
        _check_language(passage.prosody.language)
        _check_spans(passage, text)
    if not any(_says_something(passage) for passage in passages):
        raise TextEmpty
    return passages


def _passages(text: str, language: str, markup: Markup) -> list[Passage]:
    if markup == "ssml" or (markup == "auto" and _SSML.match(text)):
        return read_ssml(text, language)
    return read_plain(text, language) if markup == "none" else read_short_tags(text, language)


def _with_voice(
    passage: Passage,
    text: str,
    language: str,
    voices: Mapping[str, str] | None,
    styles: Iterable[str] | None,
) -> Passage:
    """Return the passage in the language of its voice, if no mark names one."""
    asked = passage.prosody
    place = passage.starts[0] if len(passage.starts) else 0
    if asked.voice is not None and voices is not None and asked.voice not in voices:
        raise invalid(text, place, f"there is no voice {asked.voice!r}")
    if asked.style is not None and styles is not None and asked.style not in styles:
        raise invalid(text, place, f"there is no style {asked.style!r}; choose from {', '.join(sorted(styles))}")
    spoken = asked.language
    if spoken == language and asked.voice is not None and voices is not None:
        spoken = voices[asked.voice]
    return replace(passage, prosody=Prosody(voice=asked.voice, language=spoken, style=asked.style))


def _check_language(tag: str) -> None:
    if tag not in ENGLISH and tag not in WORDINGS:
        raise LanguageUnavailable(f"Text in {tag!r} cannot be read; there are {', '.join((*ENGLISH, *WORDINGS))}.")


def _check_spans(passage: Passage, source: str) -> None:
    """Refuse letters that the passage's language does not have, and readings that a stretch does not allow."""
    language = passage.prosody.language
    for span in passage.spans:
        written = passage.text[span.start : span.end]
        if span.say.kind not in {"alias", "phonemes"}:
            _check_letters(written, language)
        elif span.say.kind == "alias":
            _check_letters(plain_characters(span.say.value), language)
        try:
            if language in ENGLISH:
                check_reading(written, span.say)
        except ValueError as error:
            raise invalid(source, passage.starts[span.start], str(error)) from None


def _check_letters(text: str, language: str) -> None:
    if text.isascii():
        return
    is_english = language in ENGLISH
    pattern = _FOREIGN_TO_ENGLISH if is_english else _FOREIGN.get(language, _FOREIGN_TO_OTHERS)
    for found in pattern.finditer(text):
        if any(letter.isalpha() for letter in found[0]):
            raise TextWrongLanguage(
                f"The text holds {found[0][:20]!r}, which is not written in the letters of "
                f"{'English' if is_english else _NAMES[language]}: take it out, or choose a voice of its language."
            )


def _says_something(passage: Passage) -> bool:
    """Tell whether there is a word or a number among what is said."""
    is_said = _is_said_in_english if passage.prosody.language in ENGLISH else _is_said
    for span in passage.spans:
        kind = span.say.kind
        if kind == "phonemes":
            return True
        said = span.say.value if kind == "alias" else passage.text[span.start : span.end]
        if any(map(str.isdecimal if kind in {"digits", "telephone"} else is_said, said)):
            return True
    return False


def _is_said(sign: str) -> bool:
    return sign.isalpha() or sign.isdecimal() or sign in FRACTIONS


def _is_said_in_english(sign: str) -> bool:
    return _is_said(sign) and (sign in GREEK_LETTERS or not sign.isalpha() or plain_letters(sign).isascii())

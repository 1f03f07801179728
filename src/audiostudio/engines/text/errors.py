"""What can be wrong with a text that is to be spoken, each under a code that never changes."""

from typing import ClassVar


class TextError(Exception):
    """A text that cannot be spoken, with a stable code and a sentence that says what to do.

    Attributes:
        code: one of the snake_case codes listed in ``docs/errors.md``.
        detail: one sentence for the person who sent the text.
    """

    code: ClassVar[str]

    def __init__(self, detail: str) -> None:
        super().__init__(f"{self.code}: {detail}")
        self.detail = detail


class TextEmpty(TextError):
    """Nothing in the text can be said."""

    code = "text_empty"

    def __init__(self) -> None:
        super().__init__("The text has no word and no number that could be said; write some.")


class TextTooLong(TextError):
    """The text is longer than what is read in one go."""

    code = "text_too_long"


class TextWrongLanguage(TextError):
    """The text has letters that its language does not use."""

    code = "text_wrong_language"


class SpeechMarkupInvalid(TextError):
    """The markup is broken or asks for what is not possible; the message names line and column."""

    code = "speech_markup_invalid"


class PronunciationInvalid(TextError):
    """A pronunciation is written with symbols that no voice knows."""

    code = "pronunciation_invalid"


class LanguageUnavailable(TextError):
    """The language cannot be read on this machine; the message says what to install."""

    code = "language_unavailable"

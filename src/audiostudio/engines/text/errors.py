"""What can be wrong with a text that is to be spoken, each under a code that never changes."""

from audiostudio.audio.errors import CodedError


class TextError(CodedError):
    """A text that cannot be spoken; each class has its code."""

    def __init__(self, detail: str) -> None:
        super().__init__(self.code, detail)


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

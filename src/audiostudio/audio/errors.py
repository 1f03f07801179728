"""What can be wrong with a sound, each under a code that never changes."""


class AudioError(Exception):
    """A sound that cannot be used, with a stable code and a sentence that says what to do.

    Attributes:
        code: one of the snake_case codes listed in ``docs/reference/errors.md``, such as ``audio_silent``.
        detail: one sentence for the person who sent the file.
    """

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail

"""The error of whoever composes."""

from audiostudio.audio.errors import CodedError


class MusicError(CodedError):
    """Music that cannot be made as asked (``prompt_not_understood``, ``bpm_impossible``, ``plan_invalid``, ...)."""

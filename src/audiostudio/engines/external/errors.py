"""What can go wrong with an engine that runs in a process of its own, each under a code that never changes."""

from audiostudio.engines.weights.store import ModelError


class EngineBroken(ModelError):
    """The engine's process did not do its part; it has been killed, and may be started again."""


class EngineDied(EngineBroken):
    """The engine's process ended while it worked."""

    code = "engine_died"


class EngineHung(EngineBroken):
    """The engine's process told nothing for too long."""

    code = "engine_hung"


class EngineAnswerBroken(EngineBroken):
    """What the engine's process sent is no answer, or no sound."""

    code = "engine_answer_broken"


class EngineFailed(ModelError):
    """The engine met an error of its own, which a second try would meet again."""

    code = "engine_failed"


class EngineRefused(ModelError):
    """The engine cannot do what was asked.

    Attributes:
        code: which of the refusals that the engine foresaw.
    """

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code


class EngineNotInstalled(ModelError):
    """The engine's environment could not be made; the message says why."""

    code = "engine_install_failed"


class LicenceNotAccepted(ModelError):
    """The engine is under a licence that the operator has to accept first; the message says which, and how."""

    code = "licence_not_accepted"

"""What can be wrong with weights and the engines that they are for, each under a code that never changes."""

from audiostudio.audio.errors import CodedError


class ModelError(CodedError):
    """Something is wrong with a model's weights, or with the engine that they are for; each class has its code."""

    code = "model_error"

    def __init__(self, detail: str) -> None:
        super().__init__(self.code, detail)


class ModelUnknown(ModelError):
    """No model has this name."""

    code = "model_unknown"


class ModelMissing(ModelError):
    """The weights are not on this machine; the message names the command that gets them."""

    code = "model_missing"


class ModelDamaged(ModelError):
    """The weights on this machine are not the published ones."""

    code = "model_damaged"


class ModelUnreadable(ModelError):
    """The weights on this machine cannot be used by the engine, or are not described as they should be."""

    code = "model_unreadable"


class EngineMissing(ModelError):
    """The engine needs packages that are not installed; the message names the command that gets them."""

    code = "engine_missing"


class ModelUnavailable(ModelError):
    """No source could deliver the weights; the message says what each answered."""

    code = "model_unavailable"


class CheckpointError(Exception):
    """A file of weights that is not what it should be."""

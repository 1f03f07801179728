"""What the adapters of engines that make music share: loading, refusing what would be cut off, handing sound over."""

import math
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

Progress = Callable[[float, str], None]

# How much of the time goes by before the first step, and until the last.
_FIRST_SHARE, _LAST_SHARE = 0.02, 0.95

_loaded: dict[str, Any] = {}


class PromptTooLong(Exception):
    """The network would not hear the end of the words."""

    code = "prompt_too_long"


class OptionUnsupported(Exception):
    """These weights cannot do what others of the same engine can."""

    code = "option_unsupported"


def loaded(arguments: dict[str, Any], entry: str, load: Callable[[Path, Any], Any], progress: Progress) -> Any:
    """Return what ``load`` makes of the folder that holds the file ``entry``; it is made once and kept.

    Args:
        arguments: of the request.
        entry: the file by which the folder is known.
        load: takes the folder and the type of the parameters.
        progress: told that it is loading.
    """
    folder = Path(arguments["weights"][entry]).parent
    key = f"{folder} {arguments['device']}"
    if key not in _loaded:
        import torch

        progress(0.0, "loading the network")
        torch.set_num_threads(arguments["threads"])
        is_on_gpu = arguments["device"] != "cpu" and torch.cuda.is_available()
        _loaded.clear()
        made = load(folder, torch.bfloat16 if is_on_gpu else torch.float32)
        _loaded[key] = made.to("cuda") if is_on_gpu else made
    return _loaded[key]


def load_pipeline(class_name: str) -> Callable[[Path, Any], Any]:
    """Return what loads a folder as the class of diffusers called ``class_name``, and runs nothing that lies in it."""

    def load(folder: Path, dtype: Any) -> Any:
        import diffusers

        diffusers.utils.logging.set_verbosity_error()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)  # of torch, for how diffusers builds its decoders
            pipeline = getattr(diffusers, class_name).from_pretrained(
                folder, torch_dtype=dtype, local_files_only=True, use_safetensors=True
            )
        pipeline.set_progress_bar_config(disable=True)
        return pipeline

    return load


def check_length(tokenizer: Any, text: str, most_tokens: int, what: str) -> None:
    """Refuse words of which the network would hear only the beginning.

    Raises:
        PromptTooLong: there are more than ``most_tokens`` tokens in it.
    """
    tokens = len(tokenizer(text).input_ids)
    if tokens > most_tokens:
        raise PromptTooLong(
            f"The {what} has {tokens} tokens, of which the network hears {most_tokens}; say it in fewer words."
        )


def seeded(arguments: dict[str, Any]) -> Any:
    """Return the source of randomness: one on the CPU, so that a seed means the same on every device."""
    import torch

    torch.manual_seed(arguments["seed"])  # for what pipelines draw without asking for a source
    return torch.Generator("cpu").manual_seed(arguments["seed"])


def step_counter(steps: int, progress: Progress) -> Callable[[int], None]:
    """Return what is told each step that is done, from 0; it raises where the request has been cancelled."""

    def count(step: int) -> None:
        share = (step + 1) / max(1, steps)
        progress(_FIRST_SHARE + (_LAST_SHARE - _FIRST_SHARE) * share, f"step {step + 1} of {steps}")

    progress(_FIRST_SHARE, "reading the words")
    return count


def hand_over(sound: Any, sample_rate_hz: int, arguments: dict[str, Any], **facts: Any) -> dict[str, Any]:
    """Write ``(channels, frames)`` into the file of the request, no more than was asked, and say its rate."""
    import numpy as np
    import torch

    made = torch.as_tensor(sound).detach().float().cpu().numpy()
    frames = math.ceil(arguments["duration_s"] * sample_rate_hz)
    np.save(arguments["sound"], np.ascontiguousarray(np.atleast_2d(made)[:, :frames]))
    return {"sample_rate_hz": int(sample_rate_hz), **facts}

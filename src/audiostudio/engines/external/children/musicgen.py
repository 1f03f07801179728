"""MusicGen by transformers, as ``serve.py`` serves it: instrumental music from words.

The model is Copet et al., "Simple and Controllable Music Generation", NeurIPS 2023.
"""

import math
from pathlib import Path
from typing import Any

from .networks import (
    Progress,
    hand_over,
    loaded,
    step_counter,
)

ENGINE = "musicgen"
PACKAGES = ("transformers", "torch")


class _Network:
    """The model, and what makes its tokens of words."""

    def __init__(self, folder: Path, dtype: Any) -> None:
        from transformers import AutoTokenizer, MusicgenForConditionalGeneration

        self.tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
        self.model = MusicgenForConditionalGeneration.from_pretrained(
            folder, dtype=dtype, local_files_only=True, use_safetensors=True
        ).eval()

    def to(self, device: str) -> "_Network":
        self.model.to(device)
        return self


def check(arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Import all that it needs."""
    from transformers import MusicgenForConditionalGeneration  # noqa: F401

    return {}


def generate(arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Make music into the file ``sound``, as float32 ``(channels, frames)`` in NumPy's format."""
    network = loaded(arguments, "config.json", _Network, progress)
    import torch
    from transformers import StoppingCriteriaList

    model = network.model
    codec = model.config.audio_encoder
    # Each codebook begins one step after the one before, so the last frame takes as many steps more.
    delay = model.config.decoder.num_codebooks // model.config.decoder.audio_channels - 1
    tokens = math.ceil(arguments["duration_s"] * codec.frame_rate) + delay
    count, done = step_counter(tokens, progress), 0

    def stop(*_: Any, **__: Any) -> Any:
        nonlocal done
        count(done)
        done += 1
        return torch.zeros(1, dtype=torch.bool, device=model.device)

    torch.manual_seed(arguments["seed"])
    with torch.inference_mode():
        made = model.generate(
            **network.tokenizer(arguments["prompt"], return_tensors="pt").to(model.device),
            do_sample=True,
            guidance_scale=arguments["guidance"],
            temperature=arguments["temperature"],
            top_k=arguments["top_k"],
            top_p=arguments["top_p"],
            max_new_tokens=tokens,
            stopping_criteria=StoppingCriteriaList([stop]),
        )
    return hand_over(made[0], codec.sampling_rate, arguments, tokens=tokens)


ACTIONS = {"check": check, "generate": generate}

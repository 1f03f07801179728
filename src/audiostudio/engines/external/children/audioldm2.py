"""AudioLDM 2 by diffusers, as ``serve.py`` serves it: sounds and music from words.

The model is Liu et al., "AudioLDM 2: Learning Holistic Audio Generation with Self-supervised Pretraining", 2023.
"""

from typing import Any

from .networks import (
    Progress,
    check_length,
    hand_over,
    load_pipeline,
    loaded,
    seeded,
    step_counter,
)

ENGINE = "audioldm2"
PACKAGES = ("diffusers", "transformers", "torch", "accelerate")

# The pipeline makes whole rows of a spectrogram, four at a time, and rounds down: two of these more, and the rest cut.
_OVERHANG_S = 0.08


def check(arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Import all that it needs."""
    from diffusers import AudioLDM2Pipeline  # noqa: F401

    return {}


def generate(arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Make a sound into the file ``sound``, as float32 ``(channels, frames)`` in NumPy's format."""
    pipeline = loaded(arguments, "model_index.json", load_pipeline("AudioLDM2Pipeline"), progress)
    for words in ("prompt", "negative_prompt"):
        for tokenizer in (pipeline.tokenizer, pipeline.tokenizer_2):
            if words in arguments:
                check_length(tokenizer, arguments[words], tokenizer.model_max_length, words)
    count = step_counter(arguments["steps"], progress)
    made = pipeline(
        prompt=arguments["prompt"],
        negative_prompt=arguments.get("negative_prompt"),
        audio_length_in_s=arguments["duration_s"] + _OVERHANG_S,
        num_inference_steps=arguments["steps"],
        guidance_scale=arguments["guidance"],
        generator=seeded(arguments),
        callback=lambda step, *_: count(step),
        callback_steps=1,
    )
    return hand_over(made.audios[0], pipeline.vocoder.config.sampling_rate, arguments, steps=arguments["steps"])


ACTIONS = {"check": check, "generate": generate}

"""Stable Audio Open by diffusers, as ``serve.py`` serves it: sounds, loops and music from words.

The model is Evans et al., "Stable Audio Open", 2024.
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

ENGINE = "stable_audio"
PACKAGES = ("diffusers", "transformers", "torch", "torchsde", "accelerate")


def check(arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Import all that it needs."""
    from diffusers import CosineDPMSolverMultistepScheduler, StableAudioPipeline  # noqa: F401

    return {}


def generate(arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Make a sound into the file ``sound``, as float32 ``(channels, frames)`` in NumPy's format."""
    pipeline = loaded(arguments, "model_index.json", load_pipeline("StableAudioPipeline"), progress)
    for words in ("prompt", "negative_prompt"):
        if words in arguments:
            check_length(pipeline.tokenizer, arguments[words], pipeline.tokenizer.model_max_length, words)
    count = step_counter(arguments["steps"], progress)
    rate_hz = pipeline.vae.sampling_rate
    made = pipeline(
        prompt=arguments["prompt"],
        negative_prompt=arguments.get("negative_prompt"),
        audio_end_in_s=arguments["duration_s"] + 0.5 / rate_hz,  # the pipeline rounds down
        num_inference_steps=arguments["steps"],
        guidance_scale=arguments["guidance"],
        generator=seeded(arguments),
        callback=lambda step, *_: count(step),
        callback_steps=1,
    )
    return hand_over(made.audios[0], rate_hz, arguments, steps=arguments["steps"])


ACTIONS = {"check": check, "generate": generate}

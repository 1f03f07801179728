"""ACE-Step 1.5 by diffusers, as ``serve.py`` serves it: songs and pieces from words, and from other pieces.

The model is Gong et al., "ACE-Step 1.5: Pushing the Boundaries of Open-Source Music Generation", 2026.
"""

import math
from typing import Any

from .networks import (
    OptionUnsupported,
    Progress,
    check_length,
    hand_over,
    load_pipeline,
    loaded,
    seeded,
    step_counter,
)

ENGINE = "ace_step"
PACKAGES = ("diffusers", "transformers", "torch", "accelerate")

_TURBO_STEPS, _STEPS = 8, 50
# The pipeline hears 256 tokens, and its own words around the prompt are some 60 of them.
_MOST_PROMPT_TOKENS, _MOST_LYRIC_TOKENS = 190, 2_000
_INSTRUMENTAL = "[Instrumental]"
_TASKS = {"repaint": "repaint", "extend": "repaint", "cover": "cover"}


def check(arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Import all that it needs."""
    from diffusers import AceStepPipeline  # noqa: F401

    return {}


def generate(arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Make music into the file ``sound``, as float32 ``(channels, frames)`` in NumPy's format."""
    pipeline = loaded(arguments, "model_index.json", load_pipeline("AceStepPipeline"), progress)
    is_sung = "lyrics" in arguments or arguments.get("instrumental") is False
    lyrics = arguments.get("lyrics", "") if is_sung else _INSTRUMENTAL
    check_length(pipeline.tokenizer, arguments["prompt"], _MOST_PROMPT_TOKENS, "prompt")
    check_length(pipeline.tokenizer, lyrics, _MOST_LYRIC_TOKENS, "lyrics")
    steps = arguments.get("steps") or (_TURBO_STEPS if pipeline.is_turbo else _STEPS)
    count = step_counter(steps, progress)
    made = pipeline(
        prompt=arguments["prompt"],
        lyrics=lyrics,
        vocal_language=arguments.get("language", "en"),
        audio_duration=arguments["duration_s"],
        num_inference_steps=steps,
        generator=seeded(arguments),
        bpm=int(arguments["bpm"]) if "bpm" in arguments else None,
        keyscale=arguments.get("key"),
        timesignature=arguments["metre"].partition("/")[0] if "metre" in arguments else None,
        callback_on_step_end=lambda _, step, *__: count(step),
        **_guidance(pipeline, arguments),
        **_source(pipeline, arguments),
    )
    return hand_over(made.audios[0], pipeline.sample_rate, arguments, steps=steps)


def _guidance(pipeline: Any, arguments: dict[str, Any]) -> dict[str, float]:
    """Return how closely the words are followed, which distilled weights have learned by heart."""
    if not pipeline.is_turbo:
        return {"guidance_scale": arguments["guidance"]} if "guidance" in arguments else {}
    if "guidance" in arguments:
        raise OptionUnsupported("These weights of ACE-Step are distilled and take no guidance; leave it out.")
    return {"guidance_scale": 1.0}


def _source(pipeline: Any, arguments: dict[str, Any]) -> dict[str, Any]:
    """Return what the pipeline takes of a piece that is changed: in stereo, as long as the network's frames are."""
    if "source" not in arguments:
        return {}
    import numpy as np
    import torch

    change = arguments["change"]
    if change == "cover" and pipeline.audio_tokenizer is None:
        raise OptionUnsupported("These weights of ACE-Step came without those that hear a piece for a cover.")
    sound = np.load(arguments["source"], allow_pickle=False)
    sound = np.repeat(sound, 2, axis=0) if sound.shape[0] == 1 else sound
    whole = 2 * round(pipeline.sample_rate / pipeline.latents_per_second)
    frames = whole * math.ceil(arguments["duration_s"] * pipeline.sample_rate / whole)
    padded = np.zeros((2, frames), np.float32)
    padded[:, : sound.shape[1]] = sound[:, :frames]
    settings: dict[str, Any] = {"task_type": _TASKS[change], "src_audio": torch.from_numpy(padded)}
    if change == "cover":
        return {**settings, "audio_cover_strength": arguments["strength"]}
    start_s = sound.shape[1] / pipeline.sample_rate if change == "extend" else arguments["start_s"]
    end_s = arguments["duration_s"] if change == "extend" else arguments["end_s"]
    return {**settings, "repainting_start": start_s, "repainting_end": end_s}


ACTIONS = {"check": check, "generate": generate}

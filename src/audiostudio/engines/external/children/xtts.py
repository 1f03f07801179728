"""XTTS-v2 by coqui-tts, as ``serve.py`` serves it: loads the published weights, hears recordings, speaks.

The model is Casanova et al., "XTTS: a Massively Multilingual Zero-Shot Text-to-Speech Model", Interspeech 2024.
"""

import importlib
import sys
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

ENGINE = "xtts"
PACKAGES = ("coqui-tts", "torch", "torchaudio", "transformers")

Progress = Callable[[float, str], None]

_LEAST_S = 0.5
# The network writes 21.5 tokens a second, and people say some 15 characters.
_TOKENS_PER_CHARACTER = 21.5 / 15

_loaded: dict[str, Any] = {}
_voices: dict[tuple[str, str], Any] = {}


class VoiceUnknown(Exception):
    """The weights know no speaker of this name."""

    code = "voice_unknown"


class ReferenceTooShort(Exception):
    """The recordings are too short to hear a voice in them."""

    code = "reference_too_short"


class TextUnreadable(Exception):
    """The engine's own reader cannot turn the text into what the network takes."""

    code = "text_unreadable"


def check(arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Import all that speaking needs."""
    _import("TTS.tts.models.xtts")
    return {}


def speak(arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Say a text into the file ``sound``, as mono float32 in NumPy's format."""
    import numpy as np

    model = _model(arguments, progress)
    _check_text(model, arguments["text"], arguments["language"])
    latents, embedding = _voice(model, arguments, progress)
    import torch
    from transformers import StoppingCriteriaList

    expected = max(1.0, len(arguments["text"]) * _TOKENS_PER_CHARACTER)
    written = 0

    def count(*_: Any, **__: Any) -> Any:
        nonlocal written
        written += 1
        progress(min(0.95, written / expected), "speaking")
        return torch.zeros(1, dtype=torch.bool)

    torch.manual_seed(arguments["seed"])
    config = model.config
    said = model.inference(
        arguments["text"],
        arguments["language"],
        latents,
        embedding,
        temperature=config.temperature,
        length_penalty=config.length_penalty,
        repetition_penalty=config.repetition_penalty,
        top_k=config.top_k,
        top_p=config.top_p,
        stopping_criteria=StoppingCriteriaList([count]),
    )
    np.save(arguments["sound"], np.asarray(said["wav"], dtype=np.float32).reshape(-1))
    return {"sample_rate_hz": int(config.model_args.output_sample_rate), "tokens": written}


def _check_text(model: Any, text: str, language: str) -> None:
    try:
        tokens = model.tokenizer.encode(text.strip().lower(), lang=language)
    except NotImplementedError:
        raise TextUnreadable(f"XTTS-v2 cannot read digits in {language!r}; write numbers in words.") from None
    if len(tokens) >= model.args.gpt_max_text_tokens:
        raise TextUnreadable(f"XTTS-v2 cannot say {text[:40]!r} in one breath; shorten it, and write numbers in words.")


def _model(arguments: dict[str, Any], progress: Progress) -> Any:
    """Return the network, loaded at the first call; nothing in its files is run."""
    weights = arguments["weights"]
    path = weights.get("model.safetensors") or weights["model.pth"]
    if path in _loaded:
        return _loaded[path]
    progress(0.0, "loading XTTS-v2")
    import torch

    xtts = _import("TTS.tts.models.xtts")
    torch.set_num_threads(arguments["threads"])
    config = _import("TTS.tts.configs.xtts_config").XttsConfig()
    config.load_json(weights["config.json"])
    model = xtts.Xtts(config)
    model._load_checkpoint = lambda path: _state(xtts, path)  # its own writes what it read back to the disk
    progress(0.0, "loading XTTS-v2")
    model.load_checkpoint(
        config,
        checkpoint_path=path,
        vocab_path=weights["vocab.json"],
        speaker_file_path=weights.get("speakers_xtts.pth", ""),
        eval=True,
    )
    if arguments["device"] != "cpu" and torch.cuda.is_available():
        model.cuda()
    _loaded.clear()
    _voices.clear()
    _loaded[path] = model
    return model


def _state(xtts: Any, path: Path) -> Any:
    """Return the parameters in a file, which may be a pickle: only tensors and the model's own settings are read."""
    import torch

    if Path(path).suffix == ".safetensors":
        return importlib.import_module("safetensors.torch").load_file(path)
    with xtts._legacy_safe_globals():
        return torch.load(path, map_location="cpu", weights_only=True)["model"]


def _voice(model: Any, arguments: dict[str, Any], progress: Progress) -> Any:
    """Return what the network knows of a voice: its conditioning latents, and its speaker's embedding."""
    name = arguments["voice"]
    if not arguments["references"]:
        known = model.speaker_manager.speakers if model.speaker_manager else {}
        if name not in known:
            listed = ", ".join(sorted(known)) or "none, for their file is not installed"
            raise VoiceUnknown(f"XTTS-v2 knows no speaker {name!r}; it knows {listed}.")
        return known[name]["gpt_cond_latent"], known[name]["speaker_embedding"]
    key = name, str(id(model))
    if key not in _voices:
        import numpy as np
        import torch

        progress(0.0, "hearing the voice")
        rate_hz = model.config.model_args.input_sample_rate
        recordings = [torch.from_numpy(np.load(path)).reshape(1, -1) for path in arguments["references"]]
        whole = torch.cat(recordings, dim=1)
        if whole.shape[1] < _LEAST_S * rate_hz:
            raise ReferenceTooShort(f"The recordings together are shorter than {_LEAST_S:g} s; send longer ones.")
        with torch.inference_mode():
            latents = model.get_gpt_cond_latents(
                whole, rate_hz, length=model.config.gpt_cond_len, chunk_length=model.config.gpt_cond_chunk_len
            )
            progress(0.0, "hearing the voice")
            long_enough = [one for one in recordings if one.shape[1] >= _LEAST_S * rate_hz] or [whole]
            embeddings = [model.get_speaker_embedding(one, rate_hz) for one in long_enough]
        _voices.clear()
        _voices[key] = latents, torch.stack(embeddings).mean(dim=0)
    return _voices[key]


def _import(name: str) -> Any:
    """Import a module of coqui-tts, beside a torchaudio whose compiled part may be made for another build of torch.

    The wheels on PyPI are compiled for CUDA and cannot load their library beside a torch for the CPU. XTTS uses
    nothing of that library, and torchaudio itself does without it where it is not there.
    """
    try:
        importlib.import_module("torchaudio")
    except OSError:
        for module in [module for module in sys.modules if module.partition(".")[0] == "torchaudio"]:
            del sys.modules[module]
        without = types.ModuleType("torchaudio._extension")
        vars(without).update(_IS_TORCHAUDIO_EXT_AVAILABLE=False, _IS_ALIGN_AVAILABLE=False, fail_if_no_align=_refuse)
        sys.modules[without.__name__] = without
        importlib.import_module("torchaudio")
    return importlib.import_module(name)


def _refuse(function: Callable[..., Any]) -> Callable[..., Any]:
    def refused(*arguments: Any, **options: Any) -> Any:
        raise RuntimeError(f"{function.__name__} needs torchaudio's compiled part, which cannot be loaded here")

    return refused


ACTIONS = {"check": check, "speak": speak}

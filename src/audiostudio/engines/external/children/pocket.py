"""Kyutai's Pocket TTS, as ``serve.py`` serves it: loads the weights of a language, hears recordings, speaks."""

import importlib
import tempfile
from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import Any

ENGINE = "pocket"
PACKAGES = ("pocket-tts", "torch")

Progress = Callable[[float, str], None]

_LEAST_S = 0.5
_CHARACTERS_PER_S = 15

_loaded: dict[str, Any] = {}
_voices: dict[tuple[str, str], Any] = {}


class WeightsMissing(Exception):
    """The operator has brought no weights of this language."""

    code = "model_missing"


class VoiceUnknown(Exception):
    """Voices by name are not served: theirs is another set of weights."""

    code = "voice_unknown"


class ReferenceTooShort(Exception):
    """The recordings are too short to hear a voice in them."""

    code = "reference_too_short"


def check(arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Import all that speaking needs."""
    importlib.import_module("pocket_tts")
    return {}


def speak(arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Say a text into the file ``sound``, as mono float32 in NumPy's format."""
    import numpy as np
    import torch

    model = _model(arguments, progress)
    state = _voice(model, arguments, progress)
    expected = max(1.0, len(arguments["text"]) / _CHARACTERS_PER_S) * model.sample_rate
    torch.manual_seed(arguments["seed"])
    stop = Event()
    pieces = []
    frames = 0
    try:
        for piece in model.generate_audio_stream(state, arguments["text"], stop=stop):
            pieces.append(piece.float().cpu().numpy())
            frames += pieces[-1].size
            progress(min(0.95, frames / expected), "speaking")
    finally:
        stop.set()  # or its threads would go on speaking to nobody
    np.save(arguments["sound"], np.concatenate(pieces).astype(np.float32))
    return {"sample_rate_hz": int(model.sample_rate)}


def _model(arguments: dict[str, Any], progress: Progress) -> Any:
    """Return the network of a language, loaded at the first call."""
    language, weights = arguments["language"], arguments["weights"]
    if any(f"{language}/{file}" not in weights for file in ("model.safetensors", "tokenizer.json")):
        here = ", ".join(sorted({name.partition("/")[0] for name in weights}))
        raise WeightsMissing(f"The weights of Pocket TTS for {language} are not installed; there are those for {here}.")
    key = weights[f"{language}/model.safetensors"]
    if key in _loaded:
        return _loaded[key]
    progress(0.0, "loading Pocket TTS")
    import torch
    import yaml

    pocket = importlib.import_module("pocket_tts")
    torch.set_num_threads(arguments["threads"])  # importing it sets one
    published = Path(str(pocket.__file__)).parent / "config" / f"{language}.yaml"
    config = yaml.safe_load(Path(weights.get(f"{language}/config.yaml", published)).read_text(encoding="utf-8"))
    config["weights_path"] = key
    config["weights_path_without_voice_cloning"] = None
    config["flow_lm"]["lookup_table"]["tokenizer"] = "tokenizers"
    config["flow_lm"]["lookup_table"]["tokenizer_path"] = weights[f"{language}/tokenizer.json"]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{language}.yaml"
        path.write_text(yaml.safe_dump(config), encoding="utf-8")
        model = pocket.TTSModel.load_model(config=path)
    if arguments["device"] != "cpu" and torch.cuda.is_available():
        model = model.cuda()
    _loaded.clear()
    _voices.clear()
    _loaded[key] = model
    return model


def _voice(model: Any, arguments: dict[str, Any], progress: Progress) -> Any:
    """Return the state that the network is in when it has heard a voice."""
    if not arguments["references"]:
        raise VoiceUnknown("Pocket TTS speaks in the voice of recordings here; send one as a reference.")
    key = arguments["voice"], str(id(model))
    if key not in _voices:
        import numpy as np
        import torch

        progress(0.0, "hearing the voice")
        whole = torch.from_numpy(np.concatenate([np.load(path) for path in arguments["references"]])).reshape(1, -1)
        if whole.shape[1] < _LEAST_S * model.sample_rate:
            raise ReferenceTooShort(f"The recordings together are shorter than {_LEAST_S:g} s; send longer ones.")
        _voices.clear()
        _voices[key] = model.get_state_for_audio_prompt(whole)
    return _voices[key]


ACTIONS = {"check": check, "speak": speak}

"""The engines in environments of their own that make music and sounds of words, and what each understands."""

from collections.abc import Mapping
from dataclasses import dataclass

from audiostudio.engines.external.row import EngineRow
from audiostudio.engines.music_generation.generator import Product
from audiostudio.engines.music_generation.options import KEYS, Option, Options, number, text, whole

_SEED = whole(0, 2**32 - 1, 0)
# Settings and tensors: nothing that could hold a program.
_PIPELINE_FILES = ("model_index.json", "*/*.json", "*/*.safetensors", "*/merges.txt", "*/spiece.model")
# fmt: off
_ACE_STEP_LANGUAGES = (
    "ar", "az", "bg", "bn", "ca", "cs", "da", "de", "el", "en", "es", "fa", "fi", "fr", "he", "hi", "hr", "ht",
    "hu", "id", "is", "it", "ja", "ko", "la", "lt", "ms", "ne", "nl", "no", "pa", "pl", "pt", "ro", "ru", "sa",
    "sk", "sr", "sv", "sw", "ta", "te", "th", "tl", "tr", "uk", "ur", "vi", "yue", "zh",
)
# fmt: on


@dataclass(frozen=True, kw_only=True)
class MusicEngineRow(EngineRow):
    """What is known of an engine that makes music.

    Attributes:
        makes: what it is good for.
        channels: how many what it makes has.
        options: what it understands, as `audiostudio.engines.music_generation.generator.GeneratorRow` says.
    """

    kind = "music"

    makes: tuple[Product, ...]
    channels: int
    options: Options
    silence_s: float = 900.0  # one step of a large network, or its decoding, is a matter of minutes without a GPU
    shared_environment: str = "music"

    @property
    def licence(self) -> str:
        """Under which terms what it makes may be used: those of its weights."""
        return self.weights_licence


def _advice(name: str, repository: str, extra: str = "") -> str:
    return (
        f"{extra}download https://huggingface.co/{repository} whole, keep its folders, and run: "
        f"audiostudio engines install {name} --weights THE_FOLDER"
    )


MUSIC_ENGINES: Mapping[str, MusicEngineRow] = {
    row.name: row
    for row in (
        MusicEngineRow(
            name="ace_step",
            title="ACE-Step 1.5",
            summary="ACE-Step 1.5: songs and pieces to ten minutes by tempo, key, metre and lyrics; repaints, extends.",
            code_licence="Apache-2.0",
            weights_licence="MIT",
            to_accept="",
            makes=("music",),
            rate_hz=48_000,
            channels=2,
            options={
                "prompt": text(512),
                "duration_s": number(10, 600, 60),
                "bpm": whole(30, 300),
                "key": Option(choices=tuple(KEYS)),
                "metre": Option(choices=("2/4", "3/4", "4/4", "6/8")),
                "lyrics": text(4_096),
                "language": Option(choices=_ACE_STEP_LANGUAGES, default="en"),
                "instrumental": Option(),
                "seed": _SEED,
                "steps": whole(1, 100),
                "guidance": number(1, 20),
                "repaint": Option(),
                "extend": Option(),
                "cover": number(0, 1),
            },
            needed_files=(
                "model_index.json",
                "transformer/*.safetensors",
                "vae/*.safetensors",
                "text_encoder/*.safetensors",
                "condition_encoder/*.safetensors",
                "tokenizer/tokenizer.json",
            ),
            known_files=_PIPELINE_FILES,
            weights_advice=_advice("ace_step", "ACE-Step/acestep-v15-xl-turbo-diffusers"),
            disk_gb=1.2,
        ),
        MusicEngineRow(
            name="musicgen",
            title="MusicGen",
            summary="Meta's MusicGen: half a minute of instrumental music; not for commercial use.",
            code_licence="Apache-2.0",
            weights_licence="CC-BY-NC-4.0",
            to_accept=(
                "The weights of MusicGen are under CC-BY-NC 4.0 (https://creativecommons.org/licenses/by-nc/4.0/), "
                "which allows non-commercial use only"
            ),
            makes=("music",),
            rate_hz=32_000,
            channels=1,
            options={
                "prompt": text(1_000),
                "duration_s": number(1, 30, 15),
                "seed": _SEED,
                "guidance": number(1, 20, 3),
                "temperature": number(0.1, 2, 1),
                "top_k": whole(1, 2_048, 250),
                "top_p": number(0.01, 1, 1),
            },
            needed_files=("config.json", "*.safetensors", "tokenizer.json"),
            known_files=("*.json", "*.safetensors", "spiece.model"),
            weights_advice=_advice("musicgen", "facebook/musicgen-small"),
            disk_gb=1.2,
        ),
        MusicEngineRow(
            name="stable_audio",
            title="Stable Audio Open",
            summary="Stability's Stable Audio Open: 47 seconds of sounds, loops and music in stereo.",
            code_licence="Apache-2.0",
            weights_licence="LicenseRef-StabilityAI-Community",
            to_accept=(
                "The weights of Stable Audio Open are under the Stability AI Community License "
                "(https://stability.ai/license): free of charge to whoever earns less than a million US dollars a year "
                "and, for commercial use, registers with Stability"
            ),
            makes=("sound_effect", "music"),
            rate_hz=44_100,
            channels=2,
            options={
                "prompt": text(1_000),
                "duration_s": number(1, 47, 30),
                "negative_prompt": text(1_000),
                "seed": _SEED,
                "steps": whole(1, 500, 100),
                "guidance": number(1, 25, 7),
            },
            needed_files=(
                "model_index.json",
                "transformer/*.safetensors",
                "vae/*.safetensors",
                "text_encoder/*.safetensors",
                "projection_model/*.safetensors",
            ),
            known_files=_PIPELINE_FILES,
            weights_advice=_advice("stable_audio", "stabilityai/stable-audio-open-1.0", "accept its terms there, "),
            disk_gb=1.2,
        ),
        MusicEngineRow(
            name="audioldm2",
            title="AudioLDM 2",
            summary="AudioLDM 2: half a minute of sounds or music in mono at 16 kHz; not for commercial use.",
            code_licence="Apache-2.0",
            weights_licence="CC-BY-NC-SA-4.0",
            to_accept=(
                "The weights of AudioLDM 2 are under CC-BY-NC-SA 4.0 "
                "(https://creativecommons.org/licenses/by-nc-sa/4.0/), which allows non-commercial use only"
            ),
            makes=("sound_effect", "music"),
            rate_hz=16_000,
            channels=1,
            options={
                "prompt": text(1_000),
                "duration_s": number(1, 30, 10),
                "negative_prompt": text(1_000),
                "seed": _SEED,
                "steps": whole(1, 500, 200),
                "guidance": number(1, 20, 3.5),
            },
            needed_files=(
                "model_index.json",
                "unet/*.safetensors",
                "vae/*.safetensors",
                "vocoder/*.safetensors",
                "text_encoder/*.safetensors",
                "text_encoder_2/*.safetensors",
                "language_model/*.safetensors",
                "projection_model/*.safetensors",
            ),
            known_files=_PIPELINE_FILES,
            weights_advice=_advice("audioldm2", "cvssp/audioldm2"),
            disk_gb=1.2,
        ),
    )
}

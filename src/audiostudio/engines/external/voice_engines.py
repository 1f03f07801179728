"""The engines in environments of their own that speak in the voice of a recording."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from audiostudio.engines.external.row import EngineRow


@dataclass(frozen=True, kw_only=True)
class VoiceEngineRow(EngineRow):
    """What is known of an engine that speaks.

    Attributes:
        reference_rate_hz: the rate at which it listens to recordings of a voice.
        reference_s: how much of them it listens to, in seconds.
        languages: BCP 47 tag of each language that it speaks, and what the engine calls it.
        most_characters: how much text it says well in one go.
        most_characters_of: the same for languages that differ.
    """

    kind = "voice"

    reference_rate_hz: int
    reference_s: float
    languages: Mapping[str, str]
    most_characters: int
    most_characters_of: Mapping[str, int] = field(default_factory=dict)


VOICE_ENGINES: Mapping[str, VoiceEngineRow] = {
    row.name: row
    for row in (
        VoiceEngineRow(
            name="xtts",
            title="XTTS-v2",
            summary="Coqui's XTTS-v2: speaks 17 languages in the voice of a recording; not for commercial use.",
            code_licence="MPL-2.0",
            weights_licence="LicenseRef-CPML",
            to_accept=(
                "The weights of XTTS-v2 are under the Coqui Public Model License 1.0.0 (https://coqui.ai/cpml), which "
                "allows non-commercial use only, of what it says as well"
            ),
            reference_rate_hz=22_050,
            reference_s=30.0,
            rate_hz=24_000,
            languages={
                tag: tag
                for tag in ("en", "es", "fr", "de", "it", "pt", "pl", "tr", "ru", "nl", "cs", "ar", "hu", "ko", "ja")
            }
            | {"hi": "hi", "zh": "zh-cn"},
            most_characters=180,
            most_characters_of={"zh": 75, "ja": 65, "ko": 85, "hi": 140, "ar": 150},
            weights={
                "model.pth": "xtts-v2:model",
                "config.json": "xtts-v2:config",
                "vocab.json": "xtts-v2:vocabulary",
                "speakers_xtts.pth": "xtts-v2:speakers",
            },
            optional_weights=("speakers_xtts.pth",),
            needed_files=("model.*", "config.json", "vocab.json"),
            known_files=("model.pth", "model.safetensors", "config.json", "vocab.json", "speakers_xtts.pth"),
            disk_gb=2.2,
        ),
        VoiceEngineRow(
            name="pocket",
            title="Pocket TTS",
            summary="Kyutai's Pocket TTS: speaks seven languages in the voice of a recording, quickly, on the CPU.",
            code_licence="MIT",
            weights_licence="CC-BY-4.0",
            to_accept="",
            reference_rate_hz=24_000,
            reference_s=30.0,
            rate_hz=24_000,
            languages={
                "en": "english",
                "fr": "french",
                "de": "german",
                "it": "italian",
                "es": "spanish",
                "pt": "portuguese",
                "nl": "dutch",
            },
            most_characters=400,
            needed_files=("*/model.safetensors", "*/tokenizer.json"),
            known_files=("*/model.safetensors", "*/tokenizer.json", "*/config.yaml"),
            weights_advice=(
                "accept its authors' terms at https://huggingface.co/kyutai/pocket-tts, download "
                "languages/LANGUAGE/model.safetensors and tokenizer.json from there, and run: "
                "audiostudio engines install pocket --weights THE_FOLDER_languages"
            ),
            disk_gb=1.2,
        ),
    )
}

"""Every engine that lives in an environment of its own: what it is, under which licences, and what it needs.

Tools, lists and the installer read this table, so it imports no engine.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

_HERE = Path(__file__).parent


@dataclass(frozen=True)
class EngineRow:
    """What is known of an engine without starting it.

    Attributes:
        name: what people call it.
        title: its name in lists and reports.
        summary: one line for a list.
        code_licence: SPDX name of the licence of the package that brings it.
        weights_licence: SPDX name of the licence of its weights.
        to_accept: what the operator has to accept before it is installed; empty where the licences ask for nothing.
        reference_rate_hz: the rate at which it listens to recordings of a voice.
        reference_s: how much of them it listens to, in seconds.
        rate_hz: the rate of what it says.
        languages: BCP 47 tag of each language that it speaks, and what the engine calls it.
        most_characters: how much text it says well in one go.
        most_characters_of: the same for languages that differ.
        weights: names of its weights in `engines.weights.catalogue`, by the file name that the engine knows them by;
            empty where the operator has to bring them.
        optional_weights: those of them that it can do without.
        needed_files: the files that it needs in a folder that an operator brings, as patterns.
        known_files: those that it reads there, as patterns.
        weights_advice: where weights that have to be brought come from.
        disk_gb: what its environment takes on disk, about.
    """

    name: str
    title: str
    summary: str
    code_licence: str
    weights_licence: str
    to_accept: str
    reference_rate_hz: int
    reference_s: float
    rate_hz: int
    languages: Mapping[str, str]
    most_characters: int
    needed_files: tuple[str, ...]
    known_files: tuple[str, ...]
    disk_gb: float
    most_characters_of: Mapping[str, int] = field(default_factory=dict)
    weights: Mapping[str, str] = field(default_factory=dict)
    optional_weights: tuple[str, ...] = ()
    weights_advice: str = ""

    @property
    def adapter(self) -> Path:
        """The program that its process runs."""
        return _HERE / "children" / f"{self.name}.py"

    @property
    def requirements(self) -> Path:
        """What its environment is made of, to the exact version."""
        return _HERE / "requirements" / f"{self.name}.txt"

    @property
    def install_command(self) -> str:
        """The command that installs it."""
        accept = f" --accept-licence {licence_word(self.weights_licence)}" if self.to_accept else ""
        return f"audiostudio engines install {self.name}{accept}"


def licence_word(licence: str) -> str:
    """Return a licence's name as people write it."""
    return licence.removeprefix("LicenseRef-")


ENGINES: Mapping[str, EngineRow] = {
    row.name: row
    for row in (
        EngineRow(
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
        EngineRow(
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

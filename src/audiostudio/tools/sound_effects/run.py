"""Makes the takes of a sound effect, a file each."""

from pathlib import Path

from audiostudio import __version__
from audiostudio.audio.instruments.drums.one_shots import open_one_shots
from audiostudio.audio.types import Audio
from audiostudio.engines.sound_effects.plan import EffectPlan
from audiostudio.engines.sound_effects.rendering import render_effect
from audiostudio.engines.sound_effects.synthesis import SAMPLE_RATE_HZ
from audiostudio.engines.weights.drum_samples import DRUM_SAMPLES
from audiostudio.engines.weights.store import ModelStore
from audiostudio.tools.base import Output, Progress, ToolContext, ToolResult
from audiostudio.tools.file_names import title_stem
from audiostudio.tools.sound_effects.params import SoundEffectParams
from audiostudio.tools.sound_file import write_sound
from audiostudio.tools.tags import short_title

ENGINE = "audiostudio sound effects 1"


class _Recordings:
    """Recordings by name, opened when a sound is made of one; remembers which were used."""

    def __init__(self, models_dir: Path) -> None:
        self._models_dir = models_dir
        self.used: dict[str, None] = {}

    def __call__(self, name: str) -> Audio:
        self.used[name] = None
        return open_one_shots(ModelStore(self._models_dir).path(DRUM_SAMPLES.name)).sound(name)


def make_effects(
    params: SoundEffectParams, plan: EffectPlan, out_dir: Path, context: ToolContext, progress: Progress
) -> ToolResult:
    """Do what `audiostudio.tools.sound_effects.tool.SoundEffects.run` promises."""
    recordings = _Recordings(context.models_dir)
    title = _title(plan)
    outputs = []
    for take in range(plan.variations):

        def report(fraction: float, message: str, done: int = take) -> None:
            progress((done + fraction) / plan.variations, message)

        sound = render_effect(plan, recordings, report, variation=take)
        number = "" if take == 0 else f" {take + 1}"
        path = out_dir / f"{title_stem(title)}{number}{params.audio_format.extension}"
        rate_hz, tags = params.target_sample_rate, _tags(title, plan.seed)
        details = write_sound(path, sound, SAMPLE_RATE_HZ, params.audio_format, rate_hz, tags=tags)
        role = "effect" if take == 0 else f"effect_{take + 1}"
        outputs.append(Output(path, role, "sound_effect", params.audio_format.media_type, details))
    progress(1.0, "done")
    sounds = [{"sample": name, "model": DRUM_SAMPLES.name, "licence": DRUM_SAMPLES.licence} for name in recordings.used]
    result = {
        "engine": ENGINE,
        "title": title,
        "plan": plan.model_dump(mode="json"),
        "duration_s": plan.duration_s,
        "provenance": {"version": __version__, "seed": plan.seed, "royalty_free": True, "sounds": sounds},
    }
    return ToolResult(tuple(outputs), result)


def _title(plan: EffectPlan) -> str:
    words = short_title(plan.words or ", ".join(event.kind.replace("_", " ") for event in plan.events))
    return words[:1].upper() + words[1:]


def _tags(title: str, seed: int) -> dict[str, str]:
    return {
        "title": title,
        "artist": "Audio Studio",
        "genre": "Sound effect",
        "comment": f"Made by {ENGINE} (version {__version__}), seed {seed}. Free of royalties; no credit is due.",
    }

"""Lets a network make music, writes it down, and measures it against what was asked."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import soxr

from audiostudio import __version__
from audiostudio.audio.codecs import read_audio
from audiostudio.engines.music_generation.generator import MusicGenerator
from audiostudio.engines.music_generation.measuring import measure_against
from audiostudio.engines.music_generation.request import MusicRequest, Source
from audiostudio.tools.base import Output, Progress, ToolContext, ToolResult
from audiostudio.tools.file_names import title_stem
from audiostudio.tools.generated_music.params import GeneratedFileParams
from audiostudio.tools.sound_file import write_sound
from audiostudio.tools.tags import SYNTHETIC, short_title

_GENERATED_SHARE = 0.9


def generate(
    params: GeneratedFileParams, generator: MusicGenerator, out_dir: Path, context: ToolContext, progress: Progress
) -> ToolResult:
    """Do what `audiostudio.tools.generated_music.generating.GeneratingTool.run` promises."""
    row = generator.row
    request = _with_source(params, params.request, context, row.rate_hz)
    sound = generator.generate(request, lambda share, message: progress(_GENERATED_SHARE * share, message))
    progress(_GENERATED_SHARE, "listening to what came")
    found = measure_against((sound, row.rate_hz), request)
    title = _title(params.prompt)
    path = out_dir / f"{title_stem(title)}{params.audio_format.extension}"
    tags = {
        "title": title,
        "artist": f"{row.title} (a network)",
        "comment": f"Made by {row.title} through Audio Studio {__version__}, under {row.licence}.",
        "digitalsourcetype": SYNTHETIC,
    }
    rate_hz = params.target_sample_rate
    details = write_sound(path, sound, row.rate_hz, params.audio_format, rate_hz, tags=tags)
    is_music = "music" in row.makes
    if is_music:
        details["music"] = {"bpm": found["bpm"]["found"], "key": found["key"]["found"]}
    progress(1.0, "done")
    output = Output(path, "music", "music" if is_music else "sound_effect", params.audio_format.media_type, details)
    report = {
        "engine": row.title,
        "licence": row.licence,
        "title": title,
        "asked_and_found": found,
        "duration_s": details["duration_s"],
        "provenance": {"version": __version__, "seed": params.seed, "engine": row.name, "royalty_free": None},
    }
    return ToolResult((output,), report)


def _with_source(
    params: GeneratedFileParams, request: MusicRequest, context: ToolContext, rate_hz: int
) -> MusicRequest:
    if params.change is None:
        return request
    audio, own_rate_hz = read_audio(context.references[0])
    resampled = np.ascontiguousarray(soxr.resample(audio.T, own_rate_hz, rate_hz).T, np.float32)
    source = Source(resampled, params.change, params.change_from_s, params.change_to_s, params.strength)
    return replace(request, source=source)


def _title(prompt: str) -> str:
    words = short_title(prompt)
    return words[:1].upper() + words[1:]

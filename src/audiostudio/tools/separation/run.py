"""Takes one mix apart: decodes, separates and writes at the same time, in bounded memory."""

import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from audiostudio.audio.codecs import open_audio
from audiostudio.audio.dsp.downmix import as_mono_or_stereo
from audiostudio.audio.dsp.stream import prefetch
from audiostudio.audio.plots.stem_waveforms import WaveformMeter
from audiostudio.audio.types import Audio
from audiostudio.engines.separation.base import Separator, Tick
from audiostudio.engines.separation.ensemble import EnsembleSeparator
from audiostudio.engines.separation.products import (
    Balance,
    lead_and_karaoke,
    stem_and_rest,
    stems_of,
    within_full_scale,
)
from audiostudio.engines.separation.separators import SEPARATORS, SeparatorOptions, build_separator, shared_stems
from audiostudio.tools.base import Progress, ToolContext, ToolResult
from audiostudio.tools.separation.params import SeparationParams
from audiostudio.tools.separation.report import Separated, separation_outputs, separation_report
from audiostudio.tools.separation.stem_files import StemFiles, StemSettings

# Encodings that cannot hold anything beyond full scale; what they hold need not be read for its peak.
_WHOLE_NUMBERS = ("pcm_s", "pcm_u", "flac", "alac")


def separate(
    params: SeparationParams, source: Path, out_dir: Path, context: ToolContext, progress: Progress
) -> ToolResult:
    """Do what `audiostudio.tools.separation.tool.Separation.run` promises."""
    with open_audio(source) as reader:
        rate_hz, mix_channels = reader.sample_rate_hz, reader.channels
        total_frames = max(1.0, reader.duration_s * rate_hz)
        ends_at_full_scale = reader.codec.startswith(_WHOLE_NUMBERS)
    _, channels = as_mono_or_stereo((), mix_channels)
    settings = StemSettings(params.audio_format, rate_hz, channels)
    files = StemFiles(out_dir, _written(params), settings)
    mix = _Mix(source)
    gain_db = 0.0 if settings.is_float or ends_at_full_scale else _gain_db(mix)
    factor = np.float32(10 ** (gain_db / 20))
    progress(0.0, "loading the model")
    separator = _separator(params, context)
    done_frames, balance = 0, Balance()
    meters = {stem: WaveformMeter(rate_hz) for stem in files.paths} if params.waveforms else {}

    def tick() -> None:
        progress(min(1.0, done_frames / total_frames), "separating")

    with files:
        for parts in _parts(params, separator, mix, (rate_hz, channels), tick, balance):
            fitted = parts
            if not settings.is_float:
                lowered = {stem: factor * part for stem, part in parts.items()} if gain_db else parts
                fitted = within_full_scale(lowered, balance, files.paths)
            files.write(fitted)
            for stem, meter in meters.items():
                meter.feed(fitted[stem])
            done_frames += next(iter(parts.values())).shape[1]
            tick()
        files.finish()
    separated = Separated(files.paths, settings, done_frames / rate_hz, mix_channels, gain_db, balance, meters)
    return ToolResult(
        outputs=separation_outputs(separated, out_dir, context.source_name),
        report=separation_report(separated, separator, sums_to_mix=_sums_to_mix(params, separator)),
    )


class _Mix:
    """The song in mono or stereo, decoded anew whenever it is read."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __iter__(self) -> Iterator[Audio]:
        with open_audio(self._path) as reader:
            yield from as_mono_or_stereo(reader.blocks(), reader.channels)[0]


def _gain_db(mix: _Mix) -> float:
    """Return the gain that brings a mix to full scale which is beyond it, as floating point and lossy files can be.

    All stems are lowered together, so that they fit into files that end at full scale and stay in proportion.
    """
    peak = max((float(np.abs(block).max(initial=0)) for block in prefetch(iter(mix))), default=0.0)
    return -20 * math.log10(peak) if peak > 1 else 0.0


def _sums_to_mix(params: SeparationParams, separator: Separator) -> bool:
    """Return whether the parts that are written add up to the mix by their making."""
    if params.karaoke:
        return False
    return params.two_stems is not None or (separator.sums_to_mix and set(params.wanted) == set(separator.stems))


def _written(params: SeparationParams) -> tuple[str, ...]:
    """Return the names of the files that a run makes."""
    if params.karaoke:
        return ("karaoke",)
    if params.two_stems:
        return params.two_stems, f"no_{params.two_stems}"
    return params.wanted


def _separator(params: SeparationParams, context: ToolContext) -> Separator:
    options = SeparatorOptions(
        models_dir=context.models_dir,
        use_cpu=context.use_cpu,
        threads=context.threads,
        stems=params.wanted,
        shifts=params.shifts,
        overlap=params.overlap,
        seed=params.seed,
    )
    separators = [build_separator(name, options) for name in params.models]
    if len(separators) == 1:
        return separators[0]
    return EnsembleSeparator(separators, params.wanted, params.ensemble_method)


def _parts(
    params: SeparationParams,
    separator: Separator,
    mix: _Mix,
    shape: tuple[int, int],
    tick: Tick,
    balance: Balance,
) -> Iterator[dict[str, Audio]]:
    """Return what is made of the mix, of ``shape`` (rate in Hz, channels), part after part."""
    if params.karaoke:
        return lead_and_karaoke(separator, mix, *shape, tick)
    if params.two_stems:
        return stem_and_rest(separator, params.two_stems, mix, *shape, tick)
    is_whole = set(params.wanted) == set(shared_stems(params.models)) == set(SEPARATORS[params.model].stems)
    return stems_of(separator, mix, *shape, tick, balance if is_whole and not separator.sums_to_mix else None)

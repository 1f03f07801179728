"""Stems of one song on their way to a mix: who plays what, the care each gets, and their sum."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np

from audiostudio.audio.codecs import AudioFormat, create_audio, open_audio
from audiostudio.audio.dsp.compressor import Compressor, CompressorSettings
from audiostudio.audio.dsp.equalizer import Band, equalizer, high_pass
from audiostudio.audio.dsp.stream import Gain, Processor, prefetch, process_stream, with_progress
from audiostudio.audio.dsp.surroundings import Surrounded, without_surroundings
from audiostudio.audio.dsp.transients import TransientShaper
from audiostudio.audio.mastering.stages import Stage, band_facts, compressor_facts, filter_stage, working_gain_db
from audiostudio.audio.meters.loudness import LoudnessMeter
from audiostudio.audio.meters.programme import Measurement
from audiostudio.audio.types import Audio

Role = Literal["vocals", "drums", "bass", "other"]

_BLOCK_FRAMES = 65_536

# Read in this order: a bass drum is a drum.
_NAMES: tuple[tuple[Role, str], ...] = (
    ("vocals", r"vocals?|vox|voices?|sing(er|ing)?|choir|bgvs?|bv|lead vox|rap|acapella|a cappella"),
    ("drums", r"drums?|kit|kick|kik|bd|snare|sn|hats?|hihats?|hh|toms?|cymbals?|overheads?|oh|perc(ussion)?|beat|clap"),
    ("bass", r"bass(line)?|sub|808s?"),
)


@dataclass(frozen=True)
class StemTreatment:
    """What a stem of one role gets before it joins the mix; all of it gentle, since the mix was right already.

    Attributes:
        high_pass_hz: below this the instrument has nothing; ``None`` leaves all.
        bands: the tone.
        compressor: levelling at the working level.
        transient_boost_db: how much edge hits are given.
    """

    high_pass_hz: float | None
    bands: tuple[Band, ...]
    compressor: CompressorSettings | None
    transient_boost_db: float


TREATMENTS: dict[Role, StemTreatment] = {
    "vocals": StemTreatment(
        high_pass_hz=70.0,  # the lowest basses sing 80 Hz; pops and stands lie below
        bands=(
            Band("bell", 300.0, -1.0, 0.9, "less of the near microphone"),
            Band("bell", 3500.0, 1.0, 0.8, "words in front"),
        ),
        compressor=CompressorSettings(-18.0, 1.6, 8.0, 15.0, 150.0, "an even voice"),
        transient_boost_db=0.0,
    ),
    "drums": StemTreatment(
        high_pass_hz=None,  # the kick is the bottom of the mix
        bands=(Band("bell", 400.0, -0.8, 0.9, "less box"),),
        compressor=None,
        transient_boost_db=1.0,
    ),
    "bass": StemTreatment(
        high_pass_hz=25.0,
        bands=(Band("bell", 250.0, -0.8, 0.9, "room for the voice's body"),),
        compressor=CompressorSettings(-18.0, 1.8, 8.0, 30.0, 200.0, "notes of even weight"),
        transient_boost_db=0.0,
    ),
    "other": StemTreatment(
        high_pass_hz=30.0,
        bands=(Band("bell", 2500.0, -0.6, 0.7, "steps back where words are"),),
        compressor=None,
        transient_boost_db=0.0,
    ),
}


def guess_role(file_name: str) -> Role:
    """Return what a stem holds, from the words of its file's name; ``other`` where they do not say."""
    stem = re.sub(r"\.\w{2,5}$", "", file_name.casefold())
    # Separators end a word, and so does a number behind it: "LeadVox_02", "kick2".
    words = re.sub(r"[\W_]+|(?<=[a-z])(?=\d)", " ", stem)
    return next((role for role, pattern in _NAMES if re.search(rf"\b(?:{pattern})\b", words)), "other")


@dataclass(frozen=True)
class Stem:
    """One stem.

    Attributes:
        path: its file.
        role: what it holds.
        measured: what its meters read; a silent stem is allowed.
    """

    path: Path
    role: Role
    measured: Measurement


def treatment_stages(stem: Stem, amount: float) -> tuple[Stage, ...]:
    """Return the stages a stem goes through; none at amount 0 or for a silent stem.

    The first gain brings it to the level that thresholds refer to, the last takes that back.

    Args:
        stem: the stem; the stages run at its rate.
        amount: 0 to 1, scales every change.
    """
    silent = not np.isfinite(stem.measured.loudness.integrated_lufs)
    return () if amount == 0 or silent else tuple(_stages(stem, TREATMENTS[stem.role], amount))


def _stages(stem: Stem, care: StemTreatment, amount: float) -> Iterator[Stage]:
    source = stem.measured
    rate_hz, channels = source.sample_rate_hz, source.channels
    level_db = working_gain_db(source)
    yield Stage("working level", Gain(level_db, channels), {"gain_db": round(level_db, 2)})
    if care.high_pass_hz:
        yield filter_stage("high-pass", high_pass(care.high_pass_hz, rate_hz), source, frequency_hz=care.high_pass_hz)
    bands = [replace(band, gain_db=band.gain_db * amount) for band in care.bands]
    yield filter_stage("equalizer", equalizer(bands, rate_hz), source, bands=[band_facts(band) for band in bands])
    if care.compressor:
        settings = replace(care.compressor, ratio=1 + (care.compressor.ratio - 1) * amount)
        yield Stage("compression", Compressor(settings, rate_hz, channels), compressor_facts(settings))
    if care.transient_boost_db:
        boost_db = care.transient_boost_db * amount
        yield Stage("transient care", TransientShaper(boost_db, rate_hz, channels), {"boost_db": round(boost_db, 2)})


@dataclass(frozen=True)
class PreparedStem:
    """A stem with what it goes through on its way into the mix.

    Attributes:
        stem: the stem.
        stages: as `treatment_stages` gives them, fresh.
        makeup_gain_db: gain after them, which leaves the stem as loud as it came.
    """

    stem: Stem
    stages: tuple[Stage, ...]
    makeup_gain_db: float

    def as_report(self) -> list[dict[str, Any]]:
        """Return the stages as JSON-ready data."""
        stages = [{"name": stage.name, **stage.settings} for stage in self.stages]
        return [*stages, {"name": "own level", "gain_db": round(self.makeup_gain_db, 2)}] if stages else []


def prepare_stem(stem: Stem, amount: float, report: Callable[[float], None]) -> PreparedStem:
    """Measure what a stem's stages do to find the gain that gives it its own loudness back.

    Raises:
        AudioError: the stem cannot be decoded.
    """
    stages = treatment_stages(stem, amount)
    if not stages:
        return PreparedStem(stem, (), 0.0)
    meter = LoudnessMeter(stem.measured.sample_rate_hz, stem.measured.channels)
    with open_audio(stem.path) as reader:
        decoded = with_progress(prefetch(reader.blocks()), stem.measured.frames, report)
        for block in _through(decoded, [stage.processor for stage in stages], stem):
            meter.feed(block)
    makeup_gain_db = stem.measured.loudness.integrated_lufs - meter.integrated_loudness_lufs()
    return PreparedStem(stem, treatment_stages(stem, amount), makeup_gain_db)


def sum_stems(stems: Sequence[PreparedStem], mix: Path, report: Callable[[float], None]) -> None:
    """Write the sum of stems of equal length and rate as a floating-point WAV; it may exceed full scale.

    Mono stems stand in the middle of a stereo mix, at full level on both sides.

    Raises:
        AudioError: a stem cannot be decoded.
    """
    first = stems[0].stem.measured
    channels = max(prepared.stem.measured.channels for prepared in stems)
    with (
        ExitStack() as opened,
        create_audio(mix, AudioFormat("WAV", 32), first.sample_rate_hz, channels) as writer,
    ):
        streams = []
        for prepared in stems:
            reader = opened.enter_context(open_audio(prepared.stem.path))
            streams.append(_equal_blocks(_processed(reader.blocks(_BLOCK_FRAMES), prepared)))
        blocks = (_summed(parts, channels) for parts in zip(*streams, strict=True))
        for block in with_progress(prefetch(blocks), first.frames, report):
            writer.write(block)


def _processed(blocks: Iterable[Audio], prepared: PreparedStem) -> Iterable[Audio]:
    if not prepared.stages:
        return blocks
    back = Gain(prepared.makeup_gain_db, prepared.stem.measured.channels)
    return _through(blocks, [*(stage.processor for stage in prepared.stages), back], prepared.stem)


def _through(blocks: Iterable[Audio], processors: Sequence[Processor], stem: Stem) -> Iterator[Audio]:
    """Process a stem, as if it had gone on where it begins or ends in mid-sound."""
    rate_hz = stem.measured.sample_rate_hz
    surrounded = Surrounded(blocks, rate_hz)
    processed = process_stream(surrounded, processors)
    return without_surroundings(processed, surrounded.lead_seconds * rate_hz, stem.measured.frames)


def _summed(parts: Sequence[Audio], channels: int) -> Audio:
    total = np.zeros((channels, parts[0].shape[1]), np.float32)
    for part in parts:
        total += part
    return total


def _equal_blocks(blocks: Iterable[Audio]) -> Iterator[Audio]:
    """Pass a stream on in blocks of one length, so that streams with different hold-ups meet frame by frame."""
    pending: list[Audio] = []
    held = 0
    for block in blocks:
        pending.append(block)
        held += block.shape[1]
        if held >= _BLOCK_FRAMES:
            known = np.concatenate(pending, axis=1)
            whole = held - held % _BLOCK_FRAMES
            for start in range(0, whole, _BLOCK_FRAMES):
                yield known[:, start : start + _BLOCK_FRAMES]
            pending, held = [known[:, whole:]], held - whole
    if held:
        yield np.concatenate(pending, axis=1)

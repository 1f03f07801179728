"""Analyses recordings that a voice is to be learned from, before anything is kept or paid."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

from audiostudio.audio.codecs import inspect_audio
from audiostudio.audio.types import Mono
from audiostudio.engines.speech_recognition.speaker_encoder import SpeakerEncoder
from audiostudio.engines.voice_cloning.sample_analysis import (
    LEAST_SPEECH_S,
    MOST_SPEECH_S,
    Sample,
    analyse_sample,
    has_two_speakers,
    join_speech,
)
from audiostudio.engines.voice_cloning.second_encoder import SecondEncoder
from audiostudio.engines.weights.store import ModelStore
from audiostudio.tools.base import ToolError
from audiostudio.tools.several_files import naming

LONGEST_SAMPLE_S = 600.0
_COMPARED_S = 24.0  # of two samples, to tell whether one person speaks in both


class Encoders:
    """The two networks that tell voices apart.

    Raises:
        audiostudio.engines.weights.errors.ModelMissing: the weights of one are not installed.
    """

    def __init__(self, models_dir: Path) -> None:
        store = ModelStore(models_dir)
        self.first = SpeakerEncoder(store.path(SpeakerEncoder.model))
        self.second = SecondEncoder(store.path(SecondEncoder.model))


@dataclass(frozen=True)
class Findings:
    """What was found in all samples.

    Attributes:
        samples: each of them.
        media_types: of their files.
        speech: what was spoken, in a row, ``(frames,)`` at the encoders' rate.
    """

    samples: tuple[Sample, ...]
    media_types: tuple[str, ...]
    speech: Mono

    @property
    def score(self) -> int:
        """How good they are together: their scores, weighted by how much is spoken in each."""
        weights = [sample.speech_s for sample in self.samples]
        return round(sum(s.score * w for s, w in zip(self.samples, weights, strict=True)) / sum(weights))


def analyse_samples(
    paths: Sequence[Path],
    names: Sequence[str],
    encoders: Encoders,
    report: Callable[[float], None] = lambda share: None,
) -> Findings:
    """Analyse recordings of one speaker, and refuse what no voice can be learned from.

    Args:
        paths: the recordings.
        names: by which the user knows them.
        encoders: who tell voices apart.
        report: called with the share that was analysed, several times a second; may raise to stop.

    Raises:
        AudioError: a recording cannot be decoded, or is longer than ten minutes.
        ToolError: a ``sample_…`` code or ``samples_differ``; the detail names the file and says what would do.
    """
    samples, media_types = [], []
    for number, (path, name) in enumerate(zip(paths, names, strict=True)):
        with naming(name):
            media_types.append(inspect_audio(path, max_duration_s=LONGEST_SAMPLE_S).media_type)
            part = lambda share, number=number: report((number + share) / len(paths))  # noqa: E731
            sample = analyse_sample(path, encoders.first, encoders.second, part)
        if sample.refusal is not None:
            raise ToolError(sample.refusal.code, f"{name}: {sample.refusal.advice}")
        samples.append(sample)
    spoken_s = sum(sample.speech_s for sample in samples)
    if spoken_s < LEAST_SPEECH_S:
        raise ToolError(
            "sample_too_short",
            f"{spoken_s:.1f} s of speech are too little: record at least 10 s; 15 to 60 s are best.",
        )
    for one, other in combinations(range(len(samples)), 2):
        both = join_speech([samples[one], samples[other]], _COMPARED_S)
        if has_two_speakers(both, encoders.first, encoders.second, lambda: report(1.0)):
            raise ToolError(
                "samples_differ",
                f"{names[one]} and {names[other]} sound like two people: send recordings of one speaker only.",
            )
    return Findings(tuple(samples), tuple(media_types), join_speech(samples, MOST_SPEECH_S))


def analyse_files(paths: list[Path], names: list[str], models_dir: Path) -> dict[str, Any]:
    """Analyse recordings in a process of their own; as `analyse_samples`, but plain values travel between processes."""
    findings = analyse_samples(paths, names, Encoders(models_dir))
    return {
        "samples": [sample_report(sample) for sample in findings.samples],
        "media_types": list(findings.media_types),
        "score": findings.score,
        "speech_s": round(sum(sample.speech_s for sample in findings.samples), 2),
    }


def sample_report(sample: Sample) -> dict[str, Any]:
    """Return what was found in a sample as JSON-ready data."""
    return {
        "duration_s": round(sample.duration_s, 3),
        "speech_s": round(sample.speech_s, 2),
        "speech_share": round(sample.speech_share, 3),
        "level_dbfs": round(sample.level_dbfs, 1),
        "signal_to_noise_db": round(sample.snr_db, 1),
        "clipped_per_s": round(sample.clipped_per_s, 2),
        "reverberation_s": None if sample.t60_s is None else round(sample.t60_s, 2),
        "score": sample.score,
        "remarks": [{"code": remark.code, "advice": remark.advice} for remark in sample.remarks],
    }

"""The report of a voice that was learned: what is known of it, and what was found in its samples."""

from typing import Any

from audiostudio.engines.speech_synthesis.kokoro import Kokoro
from audiostudio.engines.voice_cloning.voice_match import Match
from audiostudio.tools.voice_cloning.params import VoiceCloningParams
from audiostudio.tools.voice_cloning.samples import Findings, sample_report

ENGINE = "audiostudio voice match 1"


def voice_report(params: VoiceCloningParams, findings: Findings, match: Match) -> dict[str, Any]:
    """Return what is known of the voice."""
    return {
        "engine": ENGINE,
        "model": Kokoro.model,
        "licence": Kokoro.licence,
        "synthetic": True,
        "cloned": True,
        "language": params.language,
        "effort": params.effort,
        "gender": match.gender,
        "median_pitch_hz": round(match.median_pitch_hz, 1),
        "pitch_range_hz": [round(match.lowest_pitch_hz, 1), round(match.highest_pitch_hz, 1)],
        "quality_score": findings.score,
        "similarity": round(match.second_similarity, 3),
        "similarity_of_optimised_encoder": round(match.similarity, 3),
        "best_stock_voice": match.stock_voice,
        "best_stock_similarity": round(match.stock_similarity, 3),
        "speech_s": round(sum(sample.speech_s for sample in findings.samples), 2),
        "sample_text": params.said,
        "samples": [sample_report(sample) for sample in findings.samples],
    }

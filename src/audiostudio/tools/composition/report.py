"""What is said of a composed piece: what it is, how it was made, and where every sound in it comes from."""

from collections.abc import Sequence
from dataclasses import asdict
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from audiostudio import __version__
from audiostudio.engines.composition.plan import Plan
from audiostudio.tools.composition.params import CompositionParams
from audiostudio.tools.master_report import master_report

if TYPE_CHECKING:
    from audiostudio.audio.instruments.playing import SampleSource
    from audiostudio.audio.mastering.master import Master
    from audiostudio.audio.meters.programme import Measurement
    from audiostudio.engines.composition.planning.planner import PlannedPiece
    from audiostudio.engines.composition.score import Score

ENGINE = "audiostudio composer 1"


def piece_title(plan: Plan) -> str:
    """Return what a piece is called until somebody names it."""
    mood = "" if plan.mood == "neutral" else f"{plan.mood} "
    genre = plan.genre.replace("_", " ")
    return f"{mood}{genre} in {plan.key}".capitalize().replace(plan.key.lower(), plan.key)


def music_details(plan: Plan, measured: "Measurement") -> dict[str, Any]:
    """Return what the library keeps of the music."""
    return {
        "duration_s": round(measured.seconds, 3),
        "sample_rate_hz": measured.sample_rate_hz,
        "channels": measured.channels,
        "music": {
            "genre": plan.genre,
            "mood": plan.mood,
            "bpm": plan.bpm,
            "key": plan.key,
            "metre": plan.metre,
            "royalty_free": True,
        },
    }


def music_tags(plan: Plan, title: str, provenance: "Sequence[SampleSource]") -> dict[str, str]:
    """Return the tags of the file: what it is, and that nobody has to be paid or named for it."""
    return {
        "title": title,
        "artist": "Audio Studio",
        "genre": plan.genre.replace("_", " ").title(),
        "bpm": f"{plan.bpm:g}",
        "initialkey": plan.key,
        "comment": f"Composed by rules by {ENGINE} (version {__version__}), plan {plan_digest(plan)[:16]}, "
        f"seed {plan.seed}. Free of royalties; no credit is due. Sounds: {listed_sources(provenance)}.",
    }


def plan_digest(plan: Plan) -> str:
    """Return what tells a plan from all others, its seed included."""
    return sha256(plan.model_dump_json().encode()).hexdigest()


def listed_sources(provenance: "Sequence[SampleSource]") -> str:
    """Return where the sounds come from, in a line."""
    return "; ".join(dict.fromkeys(f"{one.package} ({one.licence})" for one in provenance)) or "all synthesised"


def composition_report(
    params: CompositionParams,
    piece: "PlannedPiece",
    score: "Score",
    master: "Master",
    target_lufs: float,
    provenance: "Sequence[SampleSource]",
    title: str,
) -> dict[str, Any]:
    """Return the report of a run."""
    plan = piece.plan
    return {
        "engine": ENGINE,
        "title": title,
        "plan": plan.model_dump(mode="json"),
        "understood": [asdict(one) for one in piece.understood],
        "remarks": [asdict(one) for one in piece.remarks],
        "notes": sum(len(part.performance.notes) for part in score.parts),
        "bars": len(score.bars),
        "provenance": {
            "version": __version__,
            "seed": plan.seed,
            "plan_sha256": plan_digest(plan),
            "royalty_free": True,
            "sounds": [asdict(source) for source in provenance],
        },
        **master_report(params, target_lufs, master),
    }

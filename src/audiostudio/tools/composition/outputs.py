"""The documents that go with a piece: its notes as MIDI, score and picture, its beats, its plan, and its licence."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from audiostudio.engines.composition.planning.planner import PlannedPiece
from audiostudio.engines.composition.score import Score
from audiostudio.engines.composition.writing.export import score_beats, score_midi, score_music_xml, score_piano_roll
from audiostudio.tools.base import Output
from audiostudio.tools.composition.params import OutputName
from audiostudio.tools.composition.report import plan_digest
from audiostudio.tools.file_names import title_stem

if TYPE_CHECKING:
    from audiostudio.audio.instruments.playing import SampleSource

_LICENCE = """{title}

This music was composed by rules and played by Audio Studio. You may use, change, sell and publish it in any way and
anywhere, without royalties and without naming anybody. It holds no recording of anybody's music, and imitates nobody.

Plan (SHA-256): {digest}
Seed: {seed}

Every sound in it comes from:

{sources}
"""


def write_documents(
    wanted: Sequence[OutputName],
    piece: PlannedPiece,
    score: Score,
    provenance: "Sequence[SampleSource]",
    out_dir: Path,
    title: str,
) -> list[Output]:
    """Write those documents that are wanted."""
    plan, stem = piece.plan, title_stem(title)
    outputs = []

    def add(name: OutputName, suffix: str, content: Callable[[], bytes], kind: str, media_type: str) -> None:
        if name in wanted:
            path = out_dir / f"{stem}{suffix}"
            path.write_bytes(content())
            outputs.append(Output(path, name, kind, media_type))  # type: ignore[arg-type]

    add("midi", ".mid", lambda: score_midi(plan, score), "midi", "audio/midi")
    add(
        "score",
        ".musicxml",
        lambda: score_music_xml(plan, score, title),
        "midi",
        "application/vnd.recordare.musicxml+xml",
    )
    add("picture", ".png", lambda: score_piano_roll(plan, score), "picture", "image/png")
    add("beats", " beats.json", lambda: _json(score_beats(plan, score)), "report", "application/json")
    add("plan", " plan.json", lambda: plan.model_dump_json(indent=2).encode(), "report", "application/json")
    sources = (
        "\n".join(f"- {one.sample} ({one.package}), by {one.author}, {one.licence}" for one in provenance)
        or "- synthesis"
    )
    licence = _LICENCE.format(title=title, digest=plan_digest(plan), seed=plan.seed, sources=sources)
    add("licence", " licence.txt", licence.encode, "report", "text/plain")
    return outputs


def _json(value: object) -> bytes:
    return json.dumps(value, indent=2, ensure_ascii=False).encode()

"""Builds a page of sixty pieces and effects with their plans and pictures, for a person to judge.

    python benchmarks/listen.py [--folder build/listen] [--seconds 30]

Every genre, twelve prompts as people type them, and fifteen effects; what is heard to be wrong belongs into an issue.
"""

import argparse
import html
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.support.weights import models_dir

from audiostudio.engines.composition.plan import Genre
from audiostudio.tools.base import ToolContext, silent_progress
from audiostudio.tools.registry import get_tool

PROMPTS = (
    "upbeat corporate background music for a product video",
    "calm ambient for meditation, no drums",
    "dark cinematic trailer with a big build-up",
    "happy ukulele song for kids",
    "sad solo piano in A minor, 70 bpm",
    "energetic drum and bass at 174 bpm with a drop",
    "coffee shop jazz with double bass and brushes",
    "retro arcade game, boss fight",
    "romantic waltz for strings",
    "lo-fi beat for studying, vinyl feeling, loop",
    "80s synthwave night drive at 100 bpm",
    "acoustic folk with fiddle and flute under a voice-over",
)
EFFECTS = (
    "heavy rain on a tin roof with distant thunder",
    "three knocks on a wooden door, then it creaks open",
    "footsteps on gravel, 6 seconds",
    "ocean waves",
    "campfire",
    "glass breaking",
    "old phone ringing",
    "car passing by",
    "laser",
    "coin pickup",
    "applause",
    "whoosh transition",
    "keyboard typing",
    "birds in the morning",
    "clock ticking",
)
_STYLE = "body{font:15px system-ui;max-width:60rem;margin:2rem auto;padding:0 1rem}article{margin:2rem 0}"
_STYLE += "img{max-width:100%}audio{width:100%}small{color:#666}"


@dataclass(frozen=True)
class Asked:
    """What is made: by which tool, from which parameters, under which heading."""

    tool: str
    heading: str
    params: dict[str, Any]


def asked(seconds: float) -> Iterator[Asked]:
    """Yield the sixty."""
    for genre in get_args(Genre):
        yield Asked("composition", genre.replace("_", " "), {"genre": genre, "duration_s": seconds})
    for prompt in PROMPTS:
        yield Asked("composition", prompt, {"prompt": prompt, "duration_s": seconds})
    for words in EFFECTS:
        yield Asked("sound_effects", words, {"prompt": words})


def made(one: Asked, folder: Path, number: int) -> str:
    """Make one, and return its part of the page."""
    tool = get_tool(one.tool)
    format_name = "target_format" if one.tool == "composition" else "format"
    extra = {"outputs": ["picture"]} if one.tool == "composition" else {}
    params = tool.Params.model_validate({**one.params, **extra, format_name: "MP3"})
    with tempfile.TemporaryDirectory() as work:
        result = tool.run(params, (), Path(work), ToolContext(models_dir()), silent_progress)
        names = {}
        for output in result.outputs:
            names[output.role] = f"{number:02}-{output.role}{output.path.suffix}"
            output.path.replace(folder / names[output.role])
    sound = names.get("music") or names["effect"]
    picture = f'<img src="{names["picture"]}" alt="" loading="lazy">' if "picture" in names else ""
    described = html.escape(_described(result.report))
    heading = f"<h2>{number}. {html.escape(one.heading)}</h2><p><small>{described}</small></p>"
    return f'<article>{heading}<audio controls preload="none" src="{sound}"></audio>{picture}</article>'


def _described(report: dict[str, Any]) -> str:
    plan = report["plan"]
    if "sections" not in plan:
        return ", ".join(event["kind"].replace("_", " ") for event in plan["events"])
    parts = ", ".join(f"{part['role']}: {part['instrument']}" for part in plan["parts"])
    sections = " | ".join(f"{section['kind']} {section['bars']}" for section in plan["sections"])
    return f"{plan['bpm']:g} bpm, {plan['key']}, {plan['metre']}. {sections}. {parts}"


def main() -> None:
    """Build the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, default=Path("build/listen"))
    parser.add_argument("--seconds", type=float, default=30.0)
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    articles = []
    for number, one in enumerate(asked(options.seconds), 1):
        print(f"{number}. {one.heading}", flush=True)
        articles.append(made(one, options.folder, number))
    page = f'<!doctype html><meta charset="utf-8"><title>Sixty sounds</title><style>{_STYLE}</style>'
    (options.folder / "index.html").write_text(page + "<h1>Sixty sounds</h1>" + "".join(articles), encoding="utf-8")
    print(options.folder / "index.html")


if __name__ == "__main__":
    main()

"""``audiostudio detect-watermark``: whether a recording is synthetic speech of this product, by its watermark."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from audiostudio.cli.console import JsonOption
from audiostudio.cli.progress import progress_bar

_LEAST_CHANCE = 1e-30  # where zeros mean nothing any more


def register(app: typer.Typer) -> None:
    """Add the command to ``app``."""
    app.command(epilog="Example: audiostudio detect-watermark voicemail.mp3")(detect_watermark)


def detect_watermark(
    source: Annotated[Path, typer.Argument(metavar="FILE", help="The recording.", exists=True, dir_okay=False)],
    as_json: JsonOption = False,
) -> None:
    """Say whether a recording carries the watermark that Audio Studio leaves in synthetic speech.

    No watermark does not mean that a person spoke: others leave none, and it can be removed.
    """
    from audiostudio.audio.codecs import open_audio
    from audiostudio.audio.speech.watermark_detection import WatermarkMeter

    with open_audio(source) as reader, progress_bar("listening") as show:
        meter = WatermarkMeter(reader.sample_rate_hz)
        whole = max(1.0, reader.duration_s * reader.sample_rate_hz)
        for block in reader.blocks():
            meter.feed(block)
            show(min(1.0, reader.decoded_frames / whole), "listening")
    found = meter.read()
    if as_json:
        facts = {"marked": found.is_marked, "marked_s": found.marked_s, "duration_s": found.duration_s}
        sections = [asdict(section) for section in found.sections]
        print(json.dumps({**facts, "false_alarm_probability": found.false_alarm, "sections": sections}, indent=2))
    elif found.is_marked:
        chance = max(found.false_alarm, _LEAST_CHANCE)
        print(
            f"marked: {found.marked_s:.0f} of {found.duration_s:.0f} s; by chance once in {1 / chance:.0e} recordings"
        )
    else:
        print(f"no mark in {found.duration_s:.0f} s")

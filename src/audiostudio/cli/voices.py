"""``audiostudio voices``: who can speak, in which language, and how good their author says they are."""

import json
from dataclasses import asdict
from typing import Annotated

import typer

from audiostudio.cli.console import JsonOption


def register(app: typer.Typer) -> None:
    """Add the command to ``app``."""
    app.command(epilog="Example: audiostudio voices --language en-US")(voices)


def voices(
    language: Annotated[
        str | None, typer.Option(metavar="TAG", help="Only those who speak it: en, en-US, hi.", show_default=False)
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """List the voices of `audiostudio speak`, best first within each language."""
    from audiostudio.engines.speech_synthesis.voice_table import VOICES, rank

    wanted = (language or "").lower()
    found = [
        voice
        for voice in sorted(VOICES.values(), key=lambda voice: (voice.language, rank(voice), voice.id))
        if wanted in ("", voice.language.lower(), voice.language.lower().partition("-")[0])
    ]
    if as_json:
        print(json.dumps([asdict(voice) for voice in found], indent=2, ensure_ascii=False))
        return
    for voice in found:
        print(f"{voice.id:<14} {voice.accent:<21} {voice.gender:<7} {voice.grade or 'not graded'}")

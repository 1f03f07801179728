"""A tool of the tests: every kind of parameter, and every way to end."""

import os
import time
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, Field

from audiostudio.audio.errors import AudioError
from audiostudio.tools.base import Output, Progress, Tool, ToolContext, ToolError, ToolParams, ToolResult
from audiostudio.tools.entitlements import Entitlements


class Mood(StrEnum):
    CALM = "calm"
    WILD = "wild"


class Point(BaseModel):
    x: int
    y: int = 0


class EchoParams(ToolParams):
    text: str = Field(description="What to say")
    times: int = Field(1, ge=1, le=9, description="How often.")
    level_db: float = Field(-6.0, ge=-60, le=0)
    rate: Literal[44100, 48000] = 44100
    mood: Mood | None = None
    loud: bool = False
    tags: list[str] = Field(default_factory=list)
    curve: list[Point] = Field(default_factory=list)
    output_format: Literal["WAV", "MP3", "AAC"] = "WAV"


class Echo(Tool[EchoParams]):
    """Writes down what it was given."""

    name = "loud_echo"
    verb = "loud-echo"
    title = "Echo"
    summary = "Says a text again."
    Params = EchoParams

    def check(self, params: EchoParams, entitlements: Entitlements) -> None:
        if params.text == "forbidden":
            raise ToolError("text_forbidden", "Say something\nelse.")

    def run(
        self,
        params: EchoParams,
        inputs: Sequence[Path],
        out_dir: Path,
        context: ToolContext,
        progress: Progress,
    ) -> ToolResult:
        progress(0.5, "speaking")
        print("a library that prints")
        os.write(1, b"another that prints from C\n")
        if params.text == "slow":
            print("working", flush=True)
            time.sleep(60)
        if params.text.startswith("meanwhile:"):
            Path(params.text.partition(":")[2]).write_text("meanwhile")
        if params.text == "unreadable":
            raise AudioError("audio_undecodable", "This is no sound.")
        if params.text == "bug":
            raise ZeroDivisionError
        outputs = []
        for number in range(params.times):
            path = out_dir / f"echo-{number}.wav"
            path.write_text(params.model_dump_json())
            outputs.append(Output(path, f"echo-{number}", "master", "audio/wav", {"from": context.source_name}))
        return ToolResult(tuple(outputs), {"engine": "echo 1", "tier": context.entitlements.tier})


TOOL = Echo()

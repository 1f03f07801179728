"""What child processes are asked to do, from plain values that travel between processes."""

from pathlib import Path
from typing import Any

from audiostudio.audio.codecs import AudioFacts, inspect_audio
from audiostudio.tools.base import Progress, ToolContext, ToolResult
from audiostudio.tools.registry import all_tools, get_tool


def run_tool(
    tool_name: str,
    params: dict[str, Any],
    inputs: list[Path],
    out_dir: Path,
    context: ToolContext,
    *,
    progress: Progress,
) -> ToolResult:
    """Run ``tool_name`` and return what it made.

    Raises:
        ToolError, audiostudio.audio.errors.AudioError: the request or the sound is at fault.
    """
    tool = get_tool(tool_name)
    return tool.run(tool.Params.model_validate(params), inputs, out_dir, context, progress)


def warm_up() -> None:
    """Let every tool prepare; what is compiled here is kept on disk for every process after this one."""
    for tool in all_tools().values():
        tool.warm_up()


def inspect_upload(path: Path, max_duration_s: float) -> AudioFacts:
    """Judge a file from a stranger.

    Raises:
        audiostudio.audio.errors.AudioError: it is not a sound that the product works on.
    """
    return inspect_audio(path, max_duration_s=max_duration_s)

"""What child processes are asked to do, from plain values that travel between processes."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from audiostudio.audio.codecs import AudioFacts, inspect_audio, open_audio
from audiostudio.audio.codecs.remarks import collecting_remarks
from audiostudio.audio.errors import AudioError
from audiostudio.audio.meters.peaks import measure_peaks
from audiostudio.audio.types import Audio
from audiostudio.tools.base import FinishedRun, Progress, ToolContext
from audiostudio.tools.input_warnings import with_input_warnings
from audiostudio.tools.registry import all_tools, get_tool


def run_tool(
    tool_name: str,
    params: dict[str, Any],
    inputs: list[Path],
    out_dir: Path,
    context: ToolContext,
    *,
    progress: Progress,
) -> FinishedRun:
    """Run ``tool_name`` and return what it made, with the waveforms of its sounds.

    Raises:
        ToolError, audiostudio.audio.errors.AudioError: the request or the sound is at fault.
    """
    tool = get_tool(tool_name)
    with collecting_remarks() as remarks:
        result = tool.run(tool.Params.model_validate(params), inputs, out_dir, context, progress)
        input_peaks = [_peaks(path, progress) for path in inputs]
    sounds = [output for output in result.outputs if output.media_type.startswith("audio/") and output.type != "midi"]
    peaks = {output.role: _peaks(output.path, progress) for output in sounds}
    return FinishedRun(with_input_warnings(result, remarks, inputs, context), peaks, input_peaks)


def _peaks(path: Path, progress: Progress) -> bytes:
    with open_audio(path) as reader:

        def blocks() -> Iterator[Audio]:
            for block in reader.blocks():
                progress(1.0, "drawing waveforms")
                yield block

        return measure_peaks(blocks(), reader.sample_rate_hz).to_bytes()


def draw_what_is_readable(path: Path) -> bytes:
    """Return the waveform of a sound, up to where it cannot be decoded any more.

    Raises:
        audiostudio.audio.errors.AudioError: nothing of it can be decoded.
    """
    with open_audio(path) as reader:

        def blocks() -> Iterator[Audio]:
            any_decoded = False
            try:
                for block in reader.blocks():
                    any_decoded = True
                    yield block
            except AudioError:
                if not any_decoded:
                    raise

        return measure_peaks(blocks(), reader.sample_rate_hz).to_bytes()


def warm_up() -> None:
    """Let every tool prepare; what is compiled here is kept on disk for every process after this one."""
    for tool in all_tools().values():
        tool.warm_up()


def inspect_upload(path: Path, max_duration_s: float) -> AudioFacts:
    """Inspect a file from a stranger.

    Raises:
        audiostudio.audio.errors.AudioError: it is not a sound that the product works on.
    """
    return inspect_audio(path, max_duration_s=max_duration_s)

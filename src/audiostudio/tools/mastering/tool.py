"""Mastering as a tool: a mix goes in, a file at the loudness, format and rate asked for comes out, with a report."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from audiostudio.tools.base import Progress, ToolContext, ToolResult, silent_progress
from audiostudio.tools.deliverable import MasteringTool
from audiostudio.tools.mastering.params import MasteringParams


class Mastering(MasteringTool[MasteringParams]):
    """Mastering by genre or after references to a loudness target, verified on the decoded deliverable."""

    name = "mastering"
    verb = "master"
    title = "Mastering"
    summary = "Brings a mix to its genre's tone and an exact loudness, in the format and rate you need."
    Params = MasteringParams
    max_references = 5

    def warm_up(self) -> None:
        """Compile the chain, by mastering two seconds of noise."""
        import numpy as np

        from audiostudio.audio.codecs import AudioFormat, create_audio

        with TemporaryDirectory() as folder:
            noise = Path(folder) / "noise.wav"
            with create_audio(noise, AudioFormat("WAV"), 44_100, 2) as writer:
                writer.write(np.random.default_rng(0).normal(0, 0.1, (2, 88_200)).astype(np.float32))
            params = MasteringParams(target_lufs=-9)
            self.run(params, [noise], Path(folder), ToolContext(models_dir=Path(folder)), silent_progress)

    def run(
        self,
        params: MasteringParams,
        inputs: Sequence[Path],
        out_dir: Path,
        context: ToolContext,
        progress: Progress,
    ) -> ToolResult:
        """Master the first input, after the context's references where there are any, else by genre.

        Raises:
            AudioError: the mix cannot be decoded or mastered; ``reference_unsuitable`` for a reference.
            ToolError: as `check`.
        """
        from audiostudio.tools.mastering.run import master_mix

        self.check(params, context.entitlements)
        return master_mix(params, inputs[0], out_dir, context, progress)


TOOL = Mastering()

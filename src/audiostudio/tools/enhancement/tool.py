"""Enhancement as a tool: recorded speech goes in, the same words come out clean, even and as loud as they should be."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from audiostudio.tools.base import Progress, ToolContext, ToolResult, silent_progress
from audiostudio.tools.deliverable import MasteringTool
from audiostudio.tools.enhancement.params import EnhancementParams


class Enhancement(MasteringTool[EnhancementParams]):
    """Clean speech; each stage is applied only where the analysis found a need for it."""

    name = "enhancement"
    verb = "enhance"
    title = "Speech enhancement"
    summary = "Cleans recorded speech of noise, hum, room and clipping, and brings it to an exact loudness."
    Params = EnhancementParams

    def warm_up(self) -> None:
        """Compile the stages, by enhancing ten seconds of tones that clip, hum and pause."""
        import numpy as np

        from audiostudio.audio.codecs import AudioFormat, create_audio

        rate_hz = 48_000
        t = np.arange(10 * rate_hz) / rate_hz
        tones = np.sin(2 * np.pi * 300 * t) * (np.sin(2 * np.pi * t) > 0) * 1.4 + 0.02 * np.sin(2 * np.pi * 50 * t)
        with TemporaryDirectory() as folder:
            source = Path(folder) / "tones.wav"
            with create_audio(source, AudioFormat("WAV"), rate_hz, 2) as writer:
                writer.write(np.stack([tones, 0.9 * tones]).clip(-0.9, 0.9).astype(np.float32))
            params = EnhancementParams(denoise=False, scores=False, longest_pause_s=0.3)
            self.run(params, [source], Path(folder), ToolContext(models_dir=Path(folder)), silent_progress)

    def run(
        self,
        params: EnhancementParams,
        inputs: Sequence[Path],
        out_dir: Path,
        context: ToolContext,
        progress: Progress,
    ) -> ToolResult:
        """Enhance the first input.

        Raises:
            AudioError: the recording cannot be decoded, or holds too little to work on.
            ToolError: ``speech_not_found`` where cleaning leaves nothing; as `check`.
            audiostudio.engines.weights.errors.ModelMissing: weights that scores or transcript need are not installed.
        """
        from audiostudio.tools.enhancement.run import enhance_recording

        self.check(params, context.entitlements)
        return enhance_recording(params, inputs[0], out_dir, context, progress)


TOOL = Enhancement()

"""Analysis as a tool: tempo, beats, key, chords, sections and loudness of a recording, as data and as a picture."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from audiostudio.tools.analysis.params import AnalysisParams
from audiostudio.tools.base import Progress, Tool, ToolContext, ToolResult, silent_progress


class Analysis(Tool[AnalysisParams]):
    """What musicians and editors ask of a recording; where there is no answer, null and the reason."""

    name = "analysis"
    verb = "analyze"
    title = "Analysis"
    summary = "Tells tempo, beats, key, chords, sections and loudness of a recording."
    Params = AnalysisParams

    def warm_up(self) -> None:
        """Compile the meters and the beat tracker, on seven seconds of clicks."""
        import numpy as np

        from audiostudio.audio.codecs import AudioFormat, create_audio

        with TemporaryDirectory() as folder:
            clicks = Path(folder) / "clicks.wav"
            beat = np.random.default_rng(0).normal(0, 0.2, (2, 22_050)) * np.exp(-np.arange(22_050) / 1_000)
            with create_audio(clicks, AudioFormat("WAV"), 44_100, 2) as writer:
                writer.write(np.tile(beat, 14).astype(np.float32))
            self.run(AnalysisParams(), [clicks], Path(folder), ToolContext(models_dir=Path(folder)), silent_progress)

    def run(
        self,
        params: AnalysisParams,
        inputs: Sequence[Path],
        out_dir: Path,
        context: ToolContext,
        progress: Progress,
    ) -> ToolResult:
        """Analyse the first input.

        Raises:
            AudioError: the sound cannot be decoded, or has channels that cannot be mixed down.
        """
        from audiostudio.tools.analysis.run import analyse_recording

        return analyse_recording(params, inputs[0], out_dir, context, progress)


TOOL = Analysis()

"""Transcription as a tool: a recording goes in, its notes come out as MIDI, as a score, as a table and as a picture."""

from collections.abc import Sequence
from pathlib import Path

from audiostudio.tools.base import Progress, Tool, ToolContext, ToolResult
from audiostudio.tools.transcription.params import Separate, TranscriptionParams

_CREDITS: dict[Separate, int] = {"none": 1, "2stems": 2, "4stems": 2}


class Transcription(Tool[TranscriptionParams]):
    """Notes at the times at which they were played, and on the beats that were found."""

    name = "transcription"
    verb = "transcribe"
    title = "Transcription"
    summary = "Writes down the notes of a recording as MIDI, score, table and picture, if asked to part by part."
    Params = TranscriptionParams

    def price_credits(self, params: TranscriptionParams, file_count: int = 1) -> int:
        """Return one credit, and another for taking the recording apart."""
        return _CREDITS[params.separate] * file_count

    def warm_up(self) -> None:
        """Compile the decoder, the drums' and the preview's loops."""
        import numpy as np

        from audiostudio.audio.notation.decoding import KEYS, NoteActivations, NoteRules, decode_spans
        from audiostudio.audio.notation.judging import judge_spans
        from audiostudio.audio.notation.notes import Note
        from audiostudio.audio.notation.preview import PreviewPart, render_preview
        from audiostudio.audio.notation.sound_levels import HOP_FRAMES, SoundLevelMeter

        likelihoods = np.zeros((16, KEYS), np.float32)
        likelihoods[8] = 1
        meter = SoundLevelMeter()
        meter.feed(np.zeros(HOP_FRAMES * len(likelihoods), np.float32))
        activations = NoteActivations(likelihoods, likelihoods, levels=meter.read())
        decode_spans(activations, NoteRules(with_leftovers=True))
        judge_spans(activations, NoteRules())
        parts = [PreviewPart(instrument, [Note(0, 0.1, 38, 80)]) for instrument in ("piano", "drums")]
        for _ in render_preview(parts, 8_000):
            pass

    def run(
        self,
        params: TranscriptionParams,
        inputs: Sequence[Path],
        out_dir: Path,
        context: ToolContext,
        progress: Progress,
    ) -> ToolResult:
        """Transcribe the first input.

        Raises:
            AudioError: the sound cannot be decoded, or has channels that cannot be mixed down.
            ToolError: ``notes_not_found``.
            audiostudio.engines.weights.errors.ModelMissing: a model's weights are not installed.
        """
        from audiostudio.tools.transcription.run import transcribe

        return transcribe(params, inputs[0], out_dir, context, progress)


TOOL = Transcription()

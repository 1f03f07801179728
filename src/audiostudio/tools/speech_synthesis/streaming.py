"""Speech that is sent while it is made: what the speech tool renders, encoded piece by piece instead of into a file."""

from collections.abc import Callable
from typing import Any

from audiostudio.audio.codecs.formats import LiveContainer
from audiostudio.audio.codecs.live_encoder import LiveEncoder
from audiostudio.engines.speech_synthesis.kokoro import RATE_HZ
from audiostudio.tools.base import Progress, ToolContext
from audiostudio.tools.speech.output import with_watermark
from audiostudio.tools.speech.params import SpeechSynthesisParams
from audiostudio.tools.speech.synthesis import SpeechRenderer
from audiostudio.tools.speech_synthesis.report import speech_report

_OPUS_RATE_HZ = 48_000


def stream_speech(
    params: dict[str, Any],
    container: LiveContainer,
    context: ToolContext,
    *,
    emit: Callable[[bytes], None],
    progress: Progress,
) -> dict[str, Any]:
    """Emit the sound as it is made, and return the report.

    Raises:
        audiostudio.engines.text.errors.TextError: what is wrong with the text.
        audiostudio.engines.weights.errors.ModelMissing: the voices' weights are not installed.
    """
    asked = SpeechSynthesisParams.model_validate(params)
    rate_hz = _OPUS_RATE_HZ if container == "opus" else RATE_HZ
    frames = 0
    renderer = SpeechRenderer(asked, context, progress)
    encoder = LiveEncoder(container, rate_hz, renderer.tags)
    for block in with_watermark(renderer.blocks(), RATE_HZ, rate_hz):
        frames += block.shape[1]
        if piece := encoder.encode(block):
            emit(piece)
    emit(encoder.finish())
    return {**speech_report(asked, renderer), "duration_s": round(frames / rate_hz, 3)}

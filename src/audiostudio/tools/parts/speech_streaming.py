"""Speech that is heard while it is made: the speech tool's reading, encoded piece by piece instead of into a file."""

from collections.abc import Callable
from typing import Any

from audiostudio.audio.codecs.formats import LiveContainer
from audiostudio.audio.codecs.live import LiveEncoder
from audiostudio.engines.speech_synthesis.kokoro import RATE_HZ, Kokoro
from audiostudio.tools.base import Progress, ToolContext
from audiostudio.tools.parts.speech_files import marked
from audiostudio.tools.parts.speech_reading import Reading
from audiostudio.tools.speech_params import SpeechSynthesisParams

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
    reading = Reading(asked, context, progress)
    encoder = LiveEncoder(container, rate_hz, reading.tags)
    for block in marked(reading.sounds(), RATE_HZ, rate_hz):
        frames += block.shape[1]
        if piece := encoder.encode(block):
            emit(piece)
    emit(encoder.finish())
    return {
        "engine": Kokoro.engine,
        "model": Kokoro.model,
        "licence": Kokoro.licence,
        "synthetic": True,
        "cloned": reading.is_clone,
        "characters": asked.characters,
        "words": reading.words,
        "duration_s": round(frames / rate_hz, 3),
    }

"""Every file of weights the product can use, gathered from the rooms whose engines use them."""

from collections.abc import Mapping

from audiostudio.engines.enhancement.dnsmos_weights import DNSMOS
from audiostudio.engines.external.xtts_weights import XTTS_MODELS
from audiostudio.engines.music_transcription.note_weights import BASIC_PITCH
from audiostudio.engines.separation.demucs_weights import DEMUCS_MODELS
from audiostudio.engines.separation.roformer_weights import MEL_BAND_ROFORMER
from audiostudio.engines.separation.spleeter_weights import SPLEETER_2STEMS
from audiostudio.engines.speech_recognition.speaker_weights import SECOND_ENCODER, SPEAKER_ENCODER
from audiostudio.engines.speech_recognition.whisper_weights import WHISPER_BASE, WHISPER_TINY_EN
from audiostudio.engines.speech_synthesis.kokoro_weights import KOKORO, KOKORO_VOICES
from audiostudio.engines.weights.language import LANGUAGE_MODELS
from audiostudio.engines.weights.models import Model

MODELS: Mapping[str, Model] = {
    model.name: model
    for model in (
        SPLEETER_2STEMS,
        BASIC_PITCH,
        KOKORO,
        KOKORO_VOICES,
        SPEAKER_ENCODER,
        SECOND_ENCODER,
        WHISPER_BASE,
        WHISPER_TINY_EN,
        DNSMOS,
        *LANGUAGE_MODELS,
        *DEMUCS_MODELS,
        MEL_BAND_ROFORMER,
        *XTTS_MODELS,
    )
}

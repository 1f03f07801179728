"""Every file of weights the product can use, gathered from the packages whose engines use them."""

from collections.abc import Mapping

from audiostudio.engines.weights.basic_pitch import BASIC_PITCH
from audiostudio.engines.weights.demucs import DEMUCS_MODELS
from audiostudio.engines.weights.dnsmos import DNSMOS
from audiostudio.engines.weights.drum_samples import DRUM_SAMPLES
from audiostudio.engines.weights.kokoro import KOKORO, KOKORO_VOICES
from audiostudio.engines.weights.language import LANGUAGE_MODELS
from audiostudio.engines.weights.models import Model
from audiostudio.engines.weights.roformer import MEL_BAND_ROFORMER
from audiostudio.engines.weights.soundfont import SOUNDFONT
from audiostudio.engines.weights.speaker_encoders import SECOND_ENCODER, SPEAKER_ENCODER
from audiostudio.engines.weights.spleeter import SPLEETER_2STEMS
from audiostudio.engines.weights.whisper import WHISPER_BASE, WHISPER_TINY_EN
from audiostudio.engines.weights.xtts import XTTS_MODELS

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
        SOUNDFONT,
        DRUM_SAMPLES,
    )
}

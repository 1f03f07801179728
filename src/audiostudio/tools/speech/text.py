"""Whether a request's whole text can be read: asked before it is paid, and once more when all its voices are there."""

from collections.abc import Mapping

from audiostudio.engines.speech_synthesis.styles import style_named
from audiostudio.engines.speech_synthesis.voice_mix import cloned_names, parse_mix
from audiostudio.engines.speech_synthesis.voice_table import VOICES, Voice
from audiostudio.engines.text.admission import admit
from audiostudio.engines.text.dictionary import Dictionary
from audiostudio.tools.speech.params import SpeechSynthesisParams


def check_text(params: SpeechSynthesisParams, voices: Mapping[str, Voice]) -> None:
    """Refuse text, marks and pronunciations that nobody could read, part by part.

    What a cloned voice that is not among ``voices`` reads is not judged: who it is, and so its language, is not known.

    Args:
        params: what is to be said.
        voices: who can be asked to speak, by name.

    Raises:
        AudioError: ``voice_unknown``, ``voice_mix_invalid`` or ``style_unknown``, where the text names one.
        audiostudio.engines.text.errors.TextError: what is wrong with the text.
    """
    Dictionary(params.pronunciations)
    for part in params.parts:
        if cloned_names(part.voice or params.voice) - voices.keys():
            continue
        language = parse_mix(part.voice or params.voice, voices).main.language
        for passage in admit(part.text, language, markup=params.markup):
            if passage.prosody.style is not None:
                style_named(passage.prosody.style)
            if (name := passage.prosody.voice) is not None:
                unknown = dict.fromkeys(cloned_names(name) - voices.keys(), VOICES["af_heart"])
                parse_mix(name, {**voices, **unknown})

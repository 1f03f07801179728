"""The 54 voices that Kokoro was published with: their names, what they speak, how good their author says they are.

Facts from the model's own page of voices (``VOICES.md`` of hexgrad/Kokoro-82M v1.0). A grade weighs the quality of the
recordings a voice was trained on and how many there were; where the author gave none there is none.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Gender = Literal["female", "male"]


@dataclass(frozen=True)
class Voice:
    """One published voice.

    Attributes:
        id: its name in requests, ``af_heart``.
        name: its name for people.
        language: BCP 47 tag of what it speaks.
        accent: the same in words.
        gender: how it sounds.
        grade: the author's overall grade, ``A`` to ``F``; ``None`` where there is none.
    """

    id: str
    name: str
    language: str
    accent: str
    gender: Gender
    grade: str | None


_LANGUAGES = {
    "a": ("en-US", "American English"),
    "b": ("en-GB", "British English"),
    "e": ("es", "Spanish"),
    "f": ("fr-FR", "French"),
    "h": ("hi", "Hindi"),
    "i": ("it", "Italian"),
    "j": ("ja", "Japanese"),
    "p": ("pt-BR", "Brazilian Portuguese"),
    "z": ("zh-CN", "Mandarin Chinese"),
}
_GENDERS: dict[str, Gender] = {"f": "female", "m": "male"}
_GRADES: dict[str, str | None] = {
    "af_heart": "A",
    "af_alloy": "C",
    "af_aoede": "C+",
    "af_bella": "A-",
    "af_jessica": "D",
    "af_kore": "C+",
    "af_nicole": "B-",
    "af_nova": "C",
    "af_river": "D",
    "af_sarah": "C+",
    "af_sky": "C-",
    "am_adam": "F+",
    "am_echo": "D",
    "am_eric": "D",
    "am_fenrir": "C+",
    "am_liam": "D",
    "am_michael": "C+",
    "am_onyx": "D",
    "am_puck": "C+",
    "am_santa": "D-",
    "bf_alice": "D",
    "bf_emma": "B-",
    "bf_isabella": "C",
    "bf_lily": "D",
    "bm_daniel": "D",
    "bm_fable": "C",
    "bm_george": "C",
    "bm_lewis": "D+",
    "ef_dora": None,
    "em_alex": None,
    "em_santa": None,
    "ff_siwis": "B-",
    "hf_alpha": "C",
    "hf_beta": "C",
    "hm_omega": "C",
    "hm_psi": "C",
    "if_sara": "C",
    "im_nicola": "C",
    "jf_alpha": "C+",
    "jf_gongitsune": "C",
    "jf_nezumi": "C-",
    "jf_tebukuro": "C",
    "jm_kumo": "C-",
    "pf_dora": None,
    "pm_alex": None,
    "pm_santa": None,
    "zf_xiaobei": "D",
    "zf_xiaoni": "D",
    "zf_xiaoxiao": "D",
    "zf_xiaoyi": "D",
    "zm_yunjian": "D",
    "zm_yunxi": "D",
    "zm_yunxia": "D",
    "zm_yunyang": "D",
}


def _voice(voice_id: str, grade: str | None) -> Voice:
    kind, _, name = voice_id.partition("_")
    language, accent = _LANGUAGES[kind[0]]
    return Voice(voice_id, name.capitalize(), language, accent, _GENDERS[kind[1]], grade)


VOICES: Mapping[str, Voice] = {voice_id: _voice(voice_id, grade) for voice_id, grade in _GRADES.items()}


def rank(voice: Voice) -> tuple[int, str]:
    """Return a key that sorts voices from the best grade to the worst; those without a grade come last."""
    if voice.grade is None:
        return 1, ""
    # "+" sorts before "-" as text; a bare letter lies between them.
    return 0, voice.grade if len(voice.grade) > 1 else voice.grade + ","

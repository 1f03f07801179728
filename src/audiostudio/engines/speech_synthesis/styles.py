"""The manners of speaking that can be asked for by name."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from audiostudio.audio.errors import AudioError

StyleName = Literal[
    "neutral", "cheerful", "excited", "sad", "angry", "calm", "serious", "storytelling", "news", "whisper"
]


@dataclass(frozen=True)
class Style:
    """A manner of speaking, on top of what else is asked for.

    Attributes:
        rate: factor on the speed.
        pitch_semitones: added to the pitch.
        intonation: factor on how far the pitch moves.
        pauses: factor on the length of pauses at punctuation and between sentences.
        volume_db: added to the level.
        is_voiced: whether the vocal cords sound; a whisper has noise only.
    """

    rate: float = 1.0
    pitch_semitones: float = 0.0
    intonation: float = 1.0
    pauses: float = 1.0
    volume_db: float = 0.0
    is_voiced: bool = True


# Directions as studies of acted emotion report them (Banse and Scherer, 1996; Juslin and Laukka, 2003): joy and anger
# are quicker, louder and more varied, sadness slower, softer and flatter. The sizes are chosen to stay natural here.
STYLES: Mapping[StyleName, Style] = {
    "neutral": Style(),
    "cheerful": Style(rate=1.06, pitch_semitones=1.5, intonation=1.3, pauses=0.85, volume_db=1.0),
    "excited": Style(rate=1.15, pitch_semitones=2.5, intonation=1.5, pauses=0.7, volume_db=2.0),
    "sad": Style(rate=0.86, pitch_semitones=-1.5, intonation=0.65, pauses=1.35, volume_db=-2.0),
    "angry": Style(rate=1.08, pitch_semitones=0.5, intonation=1.4, pauses=0.7, volume_db=2.5),
    "calm": Style(rate=0.92, pitch_semitones=-0.5, intonation=0.8, pauses=1.25, volume_db=-1.0),
    "serious": Style(rate=0.95, pitch_semitones=-1.0, intonation=0.85, pauses=1.1),
    "storytelling": Style(rate=0.94, pitch_semitones=0.3, intonation=1.25, pauses=1.3),
    "news": Style(rate=1.05, intonation=1.05, pauses=0.9),
    "whisper": Style(rate=0.95, intonation=0.8, pauses=1.1, volume_db=-9.0, is_voiced=False),
}


def style_named(name: str) -> Style:
    """Return a style by its name.

    Raises:
        AudioError: ``style_unknown``.
    """
    style = {str(known): style for known, style in STYLES.items()}.get(name)
    if style is None:
        raise AudioError("style_unknown", f"There is no style {name[:60]!r}; there are {', '.join(STYLES)}.")
    return style

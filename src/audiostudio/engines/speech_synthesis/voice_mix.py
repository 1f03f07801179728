"""Voices as requests name them: one of the published ones, or a mix such as ``am_adam(2)+af_heart(1)``."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from audiostudio.audio.errors import AudioError
from audiostudio.engines.speech_synthesis.voice_table import VOICES, Voice

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_MOST_PARTS = 8
_CLONED_NAME = re.compile(r"\bclone_[0-9a-f]{32}\b")
_PART = re.compile(r"\s*([A-Za-z][\w-]*)\s*(?:\(\s*([0-9]{1,6}(?:\.[0-9]{1,6})?)\s*\))?\s*")


@dataclass(frozen=True)
class VoiceMix:
    """One voice, or several at once.

    Attributes:
        parts: each voice with its share; shares add up to 1.
    """

    parts: tuple[tuple[Voice, float], ...]

    @property
    def name(self) -> str:
        """How a request names it: shares are left out where there is one voice only."""
        if len(self.parts) == 1:
            return self.parts[0][0].id
        return "+".join(f"{voice.id}({share:g})" for voice, share in self.parts)

    @property
    def main(self) -> Voice:
        """The voice with the largest share, whose language is spoken; of equals the first."""
        return max(self.parts, key=lambda part: part[1])[0]

    def styles(self, published: "Mapping[str, NDArray[np.float32]]") -> "NDArray[np.float32]":
        """Return the mix's styles, ``(510, 256)``: the weighted mean of its parts'."""
        import numpy as np

        if len(self.parts) == 1:
            return np.array(published[self.parts[0][0].id])
        mixed = np.zeros_like(published[self.main.id])
        for voice, share in self.parts:
            mixed += np.float32(share) * published[voice.id]
        return mixed


def cloned_names(text: str) -> frozenset[str]:
    """Return every name of a cloned voice that stands in a text."""
    return frozenset(_CLONED_NAME.findall(text.lower()))


def parse_mix(text: str, voices: Mapping[str, Voice] = VOICES) -> VoiceMix:
    """Read a voice's name, or names joined by ``+``, each with a weight in brackets where they are not equal.

    Args:
        text: ``af_heart``, ``am_adam+af_heart`` or ``am_adam(2)+af_heart(1)``.
        voices: the voices there are.

    Raises:
        AudioError: ``voice_unknown`` or ``voice_mix_invalid``.
    """
    weights: dict[str, float] = {}
    for piece in text.split("+"):
        match = _PART.fullmatch(piece)
        if match is None:
            raise AudioError(
                "voice_mix_invalid", f"{text[:100]!r} names no voice; write af_heart, or am_adam(2)+af_heart(1)."
            )
        name, weight = match[1].lower(), float(match[2] or 1)
        if name not in voices:
            near = get_close_matches(name, voices, n=3)
            hint = f"did you mean {' or '.join(near)}?" if near else "see the list of voices."
            raise AudioError("voice_unknown", f"There is no voice {name[:60]!r}; {hint}")
        weights[name] = weights.get(name, 0.0) + weight
    total = sum(weights.values())
    if total == 0 or len(weights) > _MOST_PARTS:
        raise AudioError(
            "voice_mix_invalid", f"A mix has 1 to {_MOST_PARTS} voices, and at least one weight above zero."
        )
    return VoiceMix(tuple((voices[name], weight / total) for name, weight in weights.items() if weight))

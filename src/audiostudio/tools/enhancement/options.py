"""Which stages of enhancement are asked for."""

from dataclasses import dataclass
from typing import Self

from audiostudio.tools.enhancement.params import EnhancementParams


@dataclass(frozen=True)
class EnhancementOptions:
    """Which stages are asked for.

    Attributes:
        declip, remove_hum, dereverb, level, trim_ends: whether each is.
        keep_music: whether music between speech is left as it came.
        strength: how much noise is taken out, 0 to 100.
        post_filter: whether what noise is left is lowered further.
        longest_pause_s: pauses are shortened to this; ``None`` leaves them.
    """

    declip: bool
    remove_hum: bool
    dereverb: bool
    keep_music: bool
    strength: float
    post_filter: bool
    level: bool
    trim_ends: bool
    longest_pause_s: float | None

    @classmethod
    def of(cls, params: EnhancementParams) -> Self:
        """Return what the parameters ask for."""
        return cls(
            declip=params.declip,
            remove_hum=params.hum,
            dereverb=params.dereverb,
            keep_music=params.music == "keep",
            strength=params.strength if params.denoise else 0,
            post_filter=params.post_filter,
            level=params.level,
            trim_ends=params.trim_silence,
            longest_pause_s=params.longest_pause_s,
        )

"""What is known of a file that is to lie in the library; plain values that travel between processes."""

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from audiostudio.audio.codecs import AudioFacts

Kind = Literal["sound", "midi", "subtitles", "text"]


@dataclass(frozen=True)
class ItemFacts:
    """What a file is, judged by its content.

    Attributes:
        kind: what sort of thing.
        media_type: its MIME type.
        details: facts about it, as the library keeps them.
        peaks: the waveform of a sound.
    """

    kind: Kind
    media_type: str
    details: dict[str, Any] = field(default_factory=dict)
    peaks: bytes | None = None


def sound_details(facts: AudioFacts) -> dict[str, Any]:
    """Return what the library tells of a sound."""
    warnings = {"warnings": [asdict(remark) for remark in facts.remarks]} if facts.remarks else {}
    return {
        "duration_s": round(facts.duration_s, 3),
        "sample_rate_hz": facts.sample_rate_hz,
        "channels": facts.channels,
        "codec": facts.codec,
        **warnings,
    }

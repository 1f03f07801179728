"""What whoever asks may ask of a tool. Which plan gives it, and what it costs, is no tool's affair."""

from dataclasses import dataclass

from audiostudio.audio.mastering.processing import Processing


@dataclass(frozen=True)
class Entitlements:
    """What a tool may be asked for, and how far it goes.

    Attributes:
        tier: the word by which refusals name who is refused.
        formats: of files; ``OGG`` allows every Ogg format.
        sample_rates_hz: of files whose rate is chosen, ascending.
        processing: how much of the mastering chain is used.
    """

    tier: str
    formats: tuple[str, ...]
    sample_rates_hz: tuple[int, ...]
    processing: Processing


# What there is: for the command line, which serves whoever runs the machine, and for the highest plan.
EVERYTHING = Entitlements(
    tier="Advanced",
    formats=("WAV", "MP3", "FLAC", "AIFF", "AAC", "OGG"),
    sample_rates_hz=(44_100, 48_000, 96_000, 192_000),
    processing=Processing.PREMIUM,
)

"""The door to the instruments that need no samples: synthesizers, and guitars through an amplifier."""

from audiostudio.audio.errors import AudioError
from audiostudio.audio.instruments.guitar.amp import GUITARS, play_guitar
from audiostudio.audio.instruments.performance import Performance
from audiostudio.audio.instruments.synthesizer.patches import PATCHES
from audiostudio.audio.instruments.synthesizer.synthesizer import synthesize
from audiostudio.audio.types import Audio

SYNTHESIS_PROVENANCE = "synthesised, no samples"
"""Where the sounds of these instruments come from."""


def play_synthesized(performance: Performance, instrument_name: str, frames: int, seed: int) -> Audio:
    """Return a part on one of the instruments that need no samples, ``(2, frames)`` float32 at 48 kHz.

    Every note begins at frame ``round(onset_s * 48000)``; what would sound behind the last frame is cut off. The same
    arguments give the same samples; a note's own sound hangs on the seed, the instrument, its onset and its key alone.
    A phrase at velocity 90 has about -23 LUFS.

    Args:
        performance: the part.
        instrument_name: an instrument of the catalogue whose player is ``synthesizer`` or ``guitar_amp``.
        frames: length of the result.
        seed: another one begins oscillators elsewhere and plays the guitars' two takes otherwise.

    Raises:
        AudioError: ``instrument_unknown``.
    """
    note_seed = f"{seed}/{instrument_name}"
    if instrument_name in PATCHES:
        return synthesize(PATCHES[instrument_name], performance, frames, note_seed)
    if instrument_name in GUITARS:
        return play_guitar(GUITARS[instrument_name], performance, frames, note_seed)
    raise AudioError(
        "instrument_unknown",
        f"No instrument that is synthesised is called {instrument_name!r}.",
        allowed={"instruments": sorted((*PATCHES, *GUITARS))},
    )

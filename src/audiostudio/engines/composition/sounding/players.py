"""Everybody who plays, behind one door: sampled instruments, drum kits, synthesizers and guitars through amplifiers."""

from pathlib import Path

from audiostudio.audio.instruments.catalogue import INSTRUMENTS
from audiostudio.audio.instruments.performance import Performance
from audiostudio.audio.instruments.playing import SAMPLED_PLAYERS, SampledPlayers, SampleSource
from audiostudio.audio.instruments.synthesis import play_synthesized
from audiostudio.audio.types import Audio
from audiostudio.engines.composition.score import Score
from audiostudio.engines.weights.drum_samples import DRUM_SAMPLES
from audiostudio.engines.weights.soundfont import SOUNDFONT
from audiostudio.engines.weights.store import ModelStore


class StudioPlayers:
    """Plays every instrument of the catalogue.

    Args:
        models_dir: folder where the model store keeps the sounds.

    Raises:
        audiostudio.engines.weights.errors.ModelMissing: the sounds are not installed.
    """

    def __init__(self, models_dir: Path) -> None:
        store = ModelStore(models_dir)
        self._sampled = SampledPlayers(store.path(SOUNDFONT.name), store.path(DRUM_SAMPLES.name))

    def play(self, performance: Performance, instrument_name: str, frames: int, seed: int) -> Audio:
        """Return a part, ``(2, frames)`` at 48 kHz; of a long one only what sounds within.

        Raises:
            AudioError: ``instrument_unknown``, ``key_unplayable``.
        """
        instrument = INSTRUMENTS.get(instrument_name)
        if instrument is not None and instrument.player not in SAMPLED_PLAYERS:
            return play_synthesized(performance, instrument_name, frames, seed)
        return self._sampled.play(performance, instrument_name, frames=frames, seed=seed)

    def sources(self, score: Score) -> tuple[SampleSource, ...]:
        """Return every recorded sound that a score is played from; none where all is synthesised."""
        found = {
            source
            for part in score.parts
            if INSTRUMENTS[part.instrument].player in SAMPLED_PLAYERS
            for source in self._sampled.provenance(
                part.instrument, (note.midi_pitch for note in part.performance.notes)
            )
        }
        return tuple(sorted(found))

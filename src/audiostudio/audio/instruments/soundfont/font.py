"""Reads SoundFonts: which sample sounds for a key struck how hard, and by what settings.

SoundFont Technical Specification 2.04, sections 7 to 9, and files of version 3, whose samples are Ogg Vorbis.
"""

import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from audiostudio.audio.errors import AudioError
from audiostudio.audio.instruments.soundfont.modulators import DEFAULT_MODULATORS, Modulator, replaced
from audiostudio.audio.instruments.soundfont.records import SoundFontRecords, read_records, record_name, unreadable
from audiostudio.audio.instruments.soundfont.samples import Playable, Sample, SampleReader, SampleWindow, playable
from audiostudio.audio.instruments.soundfont.sized_cache import SizedCache

DRUM_BANK = 128
"""Where SoundFonts keep their drum kits."""

Generators = dict[int, float]
"""Settings by their numbers in section 8.1.2; what is not there has its default."""

Range = tuple[int, int]
_EVERYTHING: Range = (0, 127)

INSTRUMENT, KEY_RANGE, VELOCITY_RANGE, SAMPLE = 41, 43, 44, 53
# Section 8.1.3: what only an instrument may say: addresses, loop modes, fixed keys and velocities, exclusive classes.
_NOT_OF_PRESETS = frozenset({0, 1, 2, 3, 4, 12, 45, 46, 47, 50, SAMPLE, 54, 57, 58})
# More than any instrument has, and few enough to be held.
_MOST_REGIONS = 20_000
_BUDGET_BYTES = 96 << 20
_AUDIBLE = 10 ** (-74 / 20)


@dataclass(frozen=True)
class Region:
    """A sample and how it sounds, for a range of keys and velocities.

    Attributes:
        keys, velocities: lowest and highest.
        generators: settings, those of the preset added to those of the instrument.
        modulators: what velocity and key add to them.
        sample: number of the sample.
    """

    keys: Range
    velocities: Range
    generators: Generators
    modulators: tuple[Modulator, ...]
    sample: int

    @property
    def key_bounds(self) -> Range:
        """The lowest key and the first above the highest."""
        return self.keys[0], self.keys[1] + 1

    def has_key(self, key: int) -> bool:
        """Whether it sounds for a key."""
        return self.keys[0] <= key <= self.keys[1]

    def velocity_distance(self, velocity: int) -> int:
        """How far a velocity is from those it sounds for; 0 where it is one."""
        return max(self.velocities[0] - velocity, velocity - self.velocities[1], 0)


@dataclass(frozen=True)
class _Zone:
    keys: Range
    velocities: Range
    generators: Generators
    modulators: tuple[Modulator, ...]


class SoundFont:
    """An opened file; presets are read when they are asked for, and samples decoded when they sound.

    Args:
        path: the file.

    Raises:
        AudioError: ``soundfont_unreadable``.
    """

    def __init__(self, path: Path) -> None:
        self._records: SoundFontRecords = read_records(path)
        self._samples = SampleReader(self._records)
        self._playable: SizedCache[Playable] = SizedCache(_BUDGET_BYTES)
        headers = self._records.tables[b"phdr"][:-1]
        self._presets = {
            (int(row["bank"]), int(row["program"])): number for number, row in reversed([*enumerate(headers)])
        }
        self._regions: dict[tuple[int, int], tuple[Region, ...]] = {}
        self._lock = threading.Lock()

    @property
    def title(self) -> str:
        """What the file calls itself."""
        return self._records.title

    def presets(self) -> dict[tuple[int, int], str]:
        """Return the names of all presets by bank and program."""
        headers = self._records.tables[b"phdr"]
        return {place: record_name(headers[number]) for place, number in sorted(self._presets.items())}

    def regions(self, bank: int, program: int) -> tuple[Region, ...]:
        """Return what a preset consists of.

        Raises:
            AudioError: ``preset_unknown``: the file has none there; ``soundfont_unreadable``: it is damaged.
        """
        place = bank, program
        if place not in self._presets:
            raise AudioError(
                "preset_unknown",
                f"The SoundFont {self.title} has no program {program} in bank {bank}.",
                allowed={"programs": sorted(program for other, program in self._presets if other == bank)},
            )
        with self._lock:
            if place not in self._regions:
                self._regions[place] = tuple(self._read_regions(self._presets[place]))
            return self._regions[place]

    def sample(self, number: int) -> Sample:
        """Return what is known of a sample.

        Raises:
            AudioError: ``soundfont_unreadable``: it is damaged.
        """
        return self._samples.sample(number)

    def playable(self, window: SampleWindow) -> Playable:
        """Return a part of a sample as voices read it.

        Raises:
            AudioError: ``soundfont_unreadable``: it is damaged.
        """

        def cut() -> Playable:
            sound = self._samples.sound(window.sample, window.end)[window.start : window.end]
            if window.loop and window.loop[1] > len(sound):
                raise unreadable(f"its sample {self.sample(window.sample).name!r} is shorter than it says")
            if window.loop is None:
                # Cymbals end in seconds that nobody hears.
                audible = np.flatnonzero(np.abs(sound) > _AUDIBLE)
                sound = sound[: int(audible[-1]) + 1] if len(audible) else sound[:1]
            return playable(sound, window.loop, is_left=window.is_left, level=window.level)

        return self._playable.get(window, cut, lambda made: made.size_bytes)

    def sample_name(self, number: int) -> str:
        """Return what a sample is called."""
        return record_name(self._records.tables[b"shdr"][number])

    def _read_regions(self, preset: int) -> Iterator[Region]:
        count = 0
        for outer in self._zones("p", "phdr", preset, INSTRUMENT):
            settings = {number: value for number, value in outer.generators.items() if number not in _NOT_OF_PRESETS}
            instrument = int(settings.pop(INSTRUMENT))
            if instrument >= len(self._records.tables[b"inst"]) - 1:
                raise unreadable(f"its preset {preset} names an instrument that is not there")
            for inner in self._zones("i", "inst", instrument, SAMPLE):
                count += 1
                if count > _MOST_REGIONS:
                    raise unreadable(f"its preset {preset} has more than {_MOST_REGIONS:,} regions")
                keys, velocities = _common(outer.keys, inner.keys), _common(outer.velocities, inner.velocities)
                if keys[0] > keys[1] or velocities[0] > velocities[1]:
                    continue
                generators = dict(inner.generators)
                sample = int(generators.pop(SAMPLE))
                if sample >= len(self._records.tables[b"shdr"]) - 1:
                    raise unreadable(f"its instrument {instrument} names a sample that is not there")
                for number, value in settings.items():
                    generators[number] = generators.get(number, _DEFAULTS.get(number, 0.0)) + value
                modulators = replaced(DEFAULT_MODULATORS, inner.modulators) + outer.modulators
                yield Region(keys, velocities, generators, modulators, sample)

    def _zones(self, letter: str, table: str, number: int, link: int) -> Iterator[_Zone]:
        """Yield the zones of a preset or an instrument, its global zone's settings in each (section 7.3 and 7.7)."""
        bags = self._records.tables[f"{letter}bag".encode()]
        owners = self._records.tables[table.encode()]
        first, last = int(owners[number]["bag"]), int(owners[number + 1]["bag"])
        common = _Zone(_EVERYTHING, _EVERYTHING, {}, ())
        for bag in range(first, last):
            zone = self._zone(letter, bags, bag, common)
            if link in zone.generators:
                yield zone
            elif bag == first:
                common = zone

    def _zone(self, letter: str, bags: object, bag: int, common: _Zone) -> _Zone:
        tables = self._records.tables
        first, last = bags[bag], bags[bag + 1]  # type: ignore[index]
        keys, velocities, generators = common.keys, common.velocities, dict(common.generators)
        for record in tables[f"{letter}gen".encode()][first["generators"] : last["generators"]]:
            operator, amount = int(record["operator"]), int(record["amount"])
            span = amount & 0x7F, (amount >> 8) & 0x7F
            if operator == KEY_RANGE:
                keys = span
            elif operator == VELOCITY_RANGE:
                velocities = span
            else:
                # Numbers of instruments and samples have no sign.
                generators[operator] = amount & 0xFFFF if operator in (INSTRUMENT, SAMPLE) else float(amount)
        modulators = [
            Modulator(*(int(record[name]) for name in ("source", "target", "amount", "amount_source", "transform")))
            for record in tables[f"{letter}mod".encode()][first["modulators"] : last["modulators"]]
        ]
        return _Zone(keys, velocities, generators, replaced(common.modulators, modulators))


def _common(first: Range, second: Range) -> Range:
    return max(first[0], second[0]), min(first[1], second[1])


# Section 8.1.3: those whose default is not 0.
_DEFAULTS: Generators = {
    8: 13_500.0,
    **dict.fromkeys((21, 23, 25, 26, 27, 28, 30, 33, 34, 35, 36, 38), -12_000.0),
    46: -1.0,
    47: -1.0,
    56: 100.0,
    58: -1.0,
}


def default_generator(number: int) -> float:
    """Return what a setting is where a file is silent."""
    return _DEFAULTS.get(number, 0.0)


def open_soundfont(path: Path) -> SoundFont:
    """Return an opened file, the same one for the same file in a process, so that its samples are decoded once.

    Raises:
        AudioError: ``soundfont_unreadable``.
    """
    try:
        status = os.stat(path)
    except OSError as error:
        raise unreadable(f"it cannot be opened ({error})") from error
    return _opened(path, status.st_size, status.st_mtime_ns)


@lru_cache(maxsize=4)
def _opened(path: Path, size_bytes: int, modified_ns: int) -> SoundFont:
    return SoundFont(path)

"""Plays drum kits by the keys of General MIDI's percussion: those of the SoundFont, and those layered of recordings."""

import csv
import math
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from audiostudio.audio.instruments.drums.layers import DrumLayer, layer_sound
from audiostudio.audio.instruments.drums.one_shots import OneShots
from audiostudio.audio.instruments.performance import Performance
from audiostudio.audio.instruments.soundfont.font import DRUM_BANK
from audiostudio.audio.instruments.soundfont.sampler import Sampler, curves_of, render, strikes_of
from audiostudio.audio.instruments.soundfont.samples import Playable, playable
from audiostudio.audio.instruments.soundfont.sized_cache import SizedCache
from audiostudio.audio.instruments.soundfont.voice import Voice
from audiostudio.audio.instruments.soundfont.voice_plan import OPEN_CUTOFF, UNPITCHED_KEY, PlannedVoice, touched_cutoff
from audiostudio.audio.notation.notes import Note
from audiostudio.audio.types import Audio

HATS = frozenset({42, 44, 46})
"""Closed, pedal and open: each cuts the others off."""

_HATS_CLASS = 1
# The SoundFont's own exclusive classes, moved out of the way.
_OWN_CLASSES = 100
_STANDARD_PROGRAM = 0
_BUDGET_BYTES = 32 << 20
_FOREVER_FRAMES = 1e9


@dataclass(frozen=True)
class Kit:
    """A kit before its drums are looked up.

    Attributes:
        program: the SoundFont's kit that plays what the kit has no drum of its own for; where that has none either,
            the standard kit does.
        range_db: how much quieter its own drums are at velocity 30 than at 120.
        semitones: by how much the SoundFont's drums are tuned.
        level_db: of the SoundFont's drums among its own.
    """

    program: int
    range_db: float = 18.0
    semitones: float = 0.0
    level_db: float = 0.0


KITS = {
    "acoustic_kit": Kit(0),
    "rock_kit": Kit(16, semitones=-0.5),
    "jazz_kit": Kit(32, semitones=0.7),
    "brush_kit": Kit(40),
    "orchestral_kit": Kit(48),
    "latin_kit": Kit(0, semitones=0.3),
    "electronic_kit": Kit(24, range_db=16.0, level_db=-4.0),
    "house_kit": Kit(25, range_db=15.0, level_db=-5.0),
    "techno_kit": Kit(25, range_db=14.0, level_db=-6.0),
    "trap_kit": Kit(25, range_db=16.0, level_db=-5.0),
    "hip_hop_kit": Kit(0, range_db=18.0, level_db=-2.0),
    "lofi_kit": Kit(0, range_db=20.0, semitones=-1.0, level_db=-4.0),
    "breakbeat_kit": Kit(0, range_db=18.0, semitones=1.0, level_db=-2.0),
}
"""Every kit of the catalogue by its name."""


class DrumKits:
    """Plays kits.

    Args:
        sampler: plays the SoundFont.
        one_shots: the recordings.
    """

    def __init__(self, sampler: Sampler, one_shots: OneShots) -> None:
        self._sampler = sampler
        self._one_shots = one_shots
        self._sounds: SizedCache[tuple[Playable, ...]] = SizedCache(_BUDGET_BYTES)

    def play(self, performance: Performance, kit_name: str, *, frames: int, seed: int) -> Audio:
        """Return a performance on a kit of `KITS`, ``(2, frames)`` at 48 kHz.

        Raises:
            AudioError: ``key_unplayable``, ``soundfont_unreadable``, ``samples_unreadable``.
        """
        out = np.zeros((2, frames), np.float32)
        strikes = strikes_of(performance, seed, holds=False)
        sounding = [(strike, voice) for strike in strikes for voice in self._voices(kit_name, strike.note)]
        render(out, sounding, curves_of(performance, frames), self._sampler.read)
        return out

    def samples(self, kit_name: str, key: int) -> list[tuple[str, str]]:
        """Return what a key sounds of, ``font`` or ``sample`` and what it is called there; sweeps are of nobody.

        Raises:
            AudioError: as :meth:`play`.
        """
        found = []
        for layer in self._layers(kit_name, key):
            if layer.kind == "sample":
                found.append(("sample", layer.source))
            elif layer.kind == "font":
                program, font_key = _font_place(layer, key)
                found += [("font", name) for name in self._sampler.samples(DRUM_BANK, program, font_key)]
        return sorted(set(found))

    def _layers(self, kit_name: str, key: int) -> tuple[DrumLayer, ...]:
        kit = KITS[kit_name]
        if own := _drums().get((kit_name, key)):
            return own
        program = kit.program if self._sampler.samples(DRUM_BANK, kit.program, key) else _STANDARD_PROGRAM
        return (DrumLayer("font", f"{program}/{key}", kit.level_db, kit.semitones),)

    def _voices(self, kit_name: str, note: Note) -> list[PlannedVoice]:
        voices: list[PlannedVoice] = []
        for layer in self._layers(kit_name, note.midi_pitch):
            if layer.kind == "font":
                voices += self._font_voices(layer, note.midi_pitch, note.velocity)
            else:
                voices += self._layer_voices(layer, note, KITS[kit_name].range_db)
        return voices

    def _font_voices(self, layer: DrumLayer, key: int, velocity: int) -> list[PlannedVoice]:
        program, font_key = _font_place(layer, key)
        gain = 10 ** (layer.level_db / 20)
        voices = []
        for planned in self._sampler.voices(DRUM_BANK, program, Note(0, 0, font_key, velocity)):
            left, right = planned.voice.gain_left * gain, planned.voice.gain_right * gain
            if layer.pan is not None:
                left, right = (share * math.hypot(left, right) for share in _pan(layer.pan))
            voice = planned.voice._replace(
                gain_left=left, gain_right=right, cents=planned.voice.cents + 100 * layer.semitones
            )
            own_class = planned.exclusive_class + _OWN_CLASSES if planned.exclusive_class else 0
            voices.append(
                PlannedVoice(voice, planned.source, _HATS_CLASS if key in HATS else own_class, planned.sample)
            )
        return voices

    def _layer_voices(self, layer: DrumLayer, note: Note, range_db: float) -> list[PlannedVoice]:
        def made() -> tuple[Playable, ...]:
            return tuple(playable(channel) for channel in layer_sound(layer, self._one_shots))

        channels = self._sounds.get(layer, made, lambda parts: sum(part.size_bytes for part in parts))
        quieter_db = range_db * math.log(127 / note.velocity) / math.log(120 / 30)
        gain = 10 ** ((layer.level_db - quieter_db) / 20)
        exclusive_class = _HATS_CLASS if note.midi_pitch in HATS else 0
        if len(channels) == 1:
            gains = [_pan(layer.pan or 0.0)]
        else:
            # Stereo keeps its width; its middle is as loud as that of a single channel.
            left, right = _pan(layer.pan or 0.0)
            gains = [(left, 0.0), (0.0, right)]
        cutoff = touched_cutoff(UNPITCHED_KEY, note.velocity)
        return [
            PlannedVoice(_one_shot(gain * left, gain * right, cutoff), channel, exclusive_class, layer.source)
            for channel, (left, right) in zip(channels, gains, strict=True)
        ]


def _one_shot(gain_left: float, gain_right: float, cutoff: float) -> Voice:
    """Return a voice that plays a sound as it is but for level and filter."""
    still = dict.fromkeys(Voice._fields, 0.0)
    lasting = dict.fromkeys(("attack", "decay", "release", "filter_attack", "filter_decay", "filter_release"), 1.0)
    voice = Voice(**{**still, **lasting})
    return voice._replace(
        gain_left=gain_left,
        gain_right=gain_right,
        hold=_FOREVER_FRAMES,
        cutoff=cutoff,
        ceiling=cutoff,
        is_filtered=float(cutoff < OPEN_CUTOFF),
    )


def _font_place(layer: DrumLayer, key: int) -> tuple[int, int]:
    program, _, font_key = layer.source.partition("/")
    return int(program), key if font_key == "*" else int(font_key)


def _pan(place: float) -> tuple[float, float]:
    angle = (place + 1) / 4 * math.pi
    return math.cos(angle), math.sin(angle)


@cache
def _drums() -> dict[tuple[str, int], tuple[DrumLayer, ...]]:
    """Return the layers of the kits' own drums by kit and key."""
    drums: dict[tuple[str, int], tuple[DrumLayer, ...]] = {}
    with files(__package__).joinpath("kits.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            kind, _, source = row["source"].partition(":")
            numbers = {
                name: float(value) for name, value in row.items() if value and name not in ("kit", "keys", "source")
            }
            layer = DrumLayer(kind, source, **numbers)  # type: ignore[arg-type]
            for key in row["keys"].split():
                place = row["kit"], int(key)
                drums[place] = (*drums.get(place, ()), layer)
    return drums

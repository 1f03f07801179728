"""Turns what a SoundFont says of a key and a velocity into the settings of a voice."""

import math
from dataclasses import dataclass

from audiostudio.audio.instruments.performance import SAMPLE_RATE_HZ
from audiostudio.audio.instruments.soundfont.font import Region, SoundFont, default_generator
from audiostudio.audio.instruments.soundfont.samples import Playable, Sample, SampleWindow, level_of, level_ratio
from audiostudio.audio.instruments.soundfont.voice import Voice

# Fonts are voiced by the sound cards that the format comes from, which attenuate by two fifths of what they are told.
_ATTENUATION_SHARE = 0.4
# Soft notes of every instrument are so much quieter and darker at least, even where the file has one sample for all.
_LEAST_RANGE_DB = 15.0
_SOFT, _LOUD = 30, 120
# A touch opens the filter from here, at middle C, by so much; half as far up and down as keys go.
_SOFTEST_CUTOFF, _CUTOFF_OF_VELOCITY, _CUTOFF_A_KEY = 8_600.0, 6_200.0, 50.0
# Where a key is no pitch, as of drums.
UNPITCHED_KEY = 72
OPEN_CUTOFF = 13_400.0
_SHORTEST_RELEASE_S = 0.02
_SHORTEST_S = 0.0005
_LONGEST_S = 100.0

_ATTENUATION, _CUTOFF, _RESONANCE = 48, 8, 9
_LOOP_FRAMES_LEAST = 4


@dataclass(frozen=True)
class PlannedVoice:
    """A voice of a key struck at a velocity, before it is known when.

    Attributes:
        voice: how it sounds.
        source: what it reads: a part of a sample of the SoundFont, or sound at hand.
        exclusive_class: voices of one class cut each other off; 0 for none.
        sample: what the sample is called.
    """

    voice: Voice
    source: SampleWindow | Playable
    exclusive_class: int
    sample: str


class _Settings:
    """The generators of a region for one note, modulators applied, each within its range of section 8.1.3."""

    def __init__(self, region: Region, key: int, velocity: int) -> None:
        self._generators = region.generators
        self._added: dict[int, float] = {}
        for modulator in region.modulators:
            value = modulator.value(key, velocity)
            self._added[modulator.target] = self._added.get(modulator.target, 0.0) + value

    def get(self, number: int, lowest: float, highest: float) -> float:
        value = self._generators.get(number, default_generator(number)) + self._added.get(number, 0.0)
        return min(highest, max(lowest, value))

    def frames(self, number: int, more_timecents: float = 0.0) -> float:
        seconds = 2 ** ((self.get(number, -12_000, 8_000) + more_timecents) / 1200)
        return min(_LONGEST_S, max(_SHORTEST_S, seconds)) * SAMPLE_RATE_HZ

    def delay_frames(self, number: int) -> float:
        timecents = self.get(number, -12_000, 5_000)
        return 0.0 if timecents <= -12_000 else 2 ** (timecents / 1200) * SAMPLE_RATE_HZ

    def cycles_a_frame(self, number: int) -> float:
        return 8.176 * 2 ** (self.get(number, -16_000, 4_500) / 1200) / SAMPLE_RATE_HZ


def plan_voice(font: SoundFont, region: Region, key: int, velocity: int, *, is_pitched: bool) -> PlannedVoice:
    """Return how a region sounds for a note.

    Args:
        font: where the region is from.
        region: one that matches the note.
        key: 0 to 127.
        velocity: 1 to 127.
        is_pitched: whether keys are pitches, as they are not of drum kits.

    Raises:
        AudioError: ``soundfont_unreadable``: the sample is damaged.
    """
    fixed_key, fixed_velocity = (int(region.generators.get(number, -1)) for number in (46, 47))
    key = fixed_key if 0 <= fixed_key <= 127 else key
    velocity = fixed_velocity if 1 <= fixed_velocity <= 127 else velocity
    settings = _Settings(region, key, velocity)
    sample = font.sample(region.sample)
    cents = _playing_cents(settings, sample, key)
    window, first, mode = _window(region, sample, cents)
    ratio = level_ratio(window.level)
    loop_start, loop_end = window.loop or (0, 0)
    gain = 10 ** (-_attenuation_db(region, settings, key, velocity) / 20)
    angle = (settings.get(17, -500, 500) + 500) / 1000 * math.pi / 2
    cutoff = settings.get(_CUTOFF, 1_500, 13_500)
    ceiling = touched_cutoff(key if is_pitched else UNPITCHED_KEY, velocity)
    to_cutoff = settings.get(11, -12_000, 12_000), settings.get(10, -12_000, 12_000)
    voice = Voice(
        gain_left=gain * math.cos(angle),
        gain_right=gain * math.sin(angle),
        cents=cents + 1200 * math.log2(ratio),
        first=first * ratio,
        loop_start=loop_start * ratio,
        loop_end=loop_end * ratio,
        loop_mode=float(mode),
        **_envelopes(settings, 60 - key),
        envelope_to_cents=settings.get(7, -12_000, 12_000),
        envelope_to_cutoff=to_cutoff[0],
        wave_delay=settings.delay_frames(21),
        wave_step=settings.cycles_a_frame(22),
        wave_to_cents=settings.get(5, -12_000, 12_000),
        wave_to_cutoff=to_cutoff[1],
        wave_to_db=settings.get(13, -960, 960) / 10,
        vibrato_delay=settings.delay_frames(23),
        vibrato_step=settings.cycles_a_frame(24),
        vibrato_to_cents=settings.get(6, -12_000, 12_000),
        cutoff=cutoff,
        ceiling=ceiling,
        # A peak where the touch closes the filter would make soft notes the bright ones.
        resonance_db=settings.get(_RESONANCE, 0, 960) / 10 if cutoff <= ceiling else 0.0,
        is_filtered=float(min(cutoff, ceiling) < OPEN_CUTOFF or any(to_cutoff)),
        phase=0.0,
    )
    return PlannedVoice(voice, window, int(region.generators.get(57, 0)), sample.name)


def touched_cutoff(key: int, velocity: int) -> float:
    """Return what a touch opens a filter to, in cents above 8.176 Hz: soft notes have fewer harmonics."""
    return _SOFTEST_CUTOFF + _CUTOFF_OF_VELOCITY * velocity / 127 + _CUTOFF_A_KEY * (key - 60)


def _envelopes(settings: _Settings, below_middle: int) -> dict[str, float]:
    """Return both envelopes of a key so many semitones below middle C (generators 25 to 40)."""

    def by_key(number: int) -> float:
        return settings.get(number, -1200, 1200) * below_middle

    return {
        "delay": settings.delay_frames(33),
        "attack": settings.frames(34),
        "hold": settings.frames(35, by_key(39)),
        "decay": settings.frames(36, by_key(40)),
        "sustain_db": settings.get(37, 0, 1440) / 10,
        "release": max(settings.frames(38), _SHORTEST_RELEASE_S * SAMPLE_RATE_HZ),
        "filter_delay": settings.delay_frames(25),
        "filter_attack": settings.frames(26),
        "filter_hold": settings.frames(27, by_key(31)),
        "filter_decay": settings.frames(28, by_key(32)),
        "filter_sustain": 1 - settings.get(29, 0, 1000) / 1000,
        "filter_release": settings.frames(30),
    }


def _attenuation_db(region: Region, settings: _Settings, key: int, velocity: int) -> float:
    generator = region.generators.get(_ATTENUATION, 0.0)
    total = settings.get(_ATTENUATION, -1e4, 1e4) - (1 - _ATTENUATION_SHARE) * generator

    def modulated_db(velocity: int) -> float:
        values = (part.value(key, velocity) for part in region.modulators if part.target == _ATTENUATION)
        return sum(values) / 10

    missing_db = _LEAST_RANGE_DB - (modulated_db(_SOFT) - modulated_db(_LOUD))
    touch_db = max(0.0, missing_db) * math.log(127 / velocity) / math.log(_LOUD / _SOFT)
    return min(144.0, max(-12.0, total / 10)) + touch_db


def _playing_cents(settings: _Settings, sample: Sample, key: int) -> float:
    root = settings.get(58, -1, 127)
    from_root = key - (root if root >= 0 else sample.key)
    tuning = 100 * settings.get(51, -120, 120) + settings.get(52, -99, 99) + sample.correction_cents
    cents = from_root * settings.get(56, 0, 1200) + tuning + 1200 * math.log2(sample.rate_hz / SAMPLE_RATE_HZ)
    return min(9_600.0, max(-12_000.0, cents))


def _window(region: Region, sample: Sample, cents: float) -> tuple[SampleWindow, float, int]:
    """Return what a voice reads, where it begins in the recording's frames, and how it loops."""

    def offset(fine: int, coarse: int) -> int:
        return int(region.generators.get(fine, 0) + 32_768 * region.generators.get(coarse, 0))

    frames = sample.frames
    start = min(frames - 1, max(0, offset(0, 4)))
    end = min(frames, max(start + 1, frames + offset(1, 12)))
    loop_start = sample.loop[0] + offset(2, 45) - start
    loop_end = min(end, sample.loop[1] + offset(3, 50)) - start
    mode = int(region.generators.get(54, 0)) & 3
    loops = mode in (1, 3) and loop_start >= 0 and loop_end - loop_start >= _LOOP_FRAMES_LEAST
    loop = (loop_start, loop_end) if loops else None
    window = SampleWindow(sample.number, start, end, loop, loops and mode == 3, level_of(2 ** (cents / 1200)))
    return window, float(min(max(0, sample.sounds_from - start), end - start - 1)), mode if loops else 0

"""Composes music for benchmarks and listens to it as the product's analysis and published networks do."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from benchmarks.support.music_character import Character, music_character
from benchmarks.support.music_tags import music_tags

from audiostudio.audio.instruments.performance import SAMPLE_RATE_HZ
from audiostudio.audio.music.beats import BeatGrid, estimate_beats
from audiostudio.audio.music.features import MusicMeter
from audiostudio.audio.music.key import estimate_key
from audiostudio.audio.types import Audio
from audiostudio.engines.composition.plan import Plan
from audiostudio.engines.composition.planning.brief import PlanRequest
from audiostudio.engines.composition.planning.planner import make_plan
from audiostudio.engines.composition.score import Score
from audiostudio.engines.composition.sounding.players import StudioPlayers
from audiostudio.engines.composition.sounding.rendering import Stem, render
from audiostudio.engines.composition.writing.arranger import write_score

_TAGS_HEARD = 3
# As loud as a master, so that networks hear what people would.
_LOUD_PEAK, _LOUD_RMS_DB = 0.89, -14.0


@dataclass(frozen=True)
class Piece:
    """A composed piece: its plan, its notes and its mix, ``(2, frames)`` at 48 kHz."""

    plan: Plan
    score: Score
    mix: Audio


def composed(players: StudioPlayers, request: PlanRequest) -> Piece:
    """Compose a piece from words."""
    return played(players, make_plan(request).plan)


def played(players: StudioPlayers, plan: Plan, stems: list[Stem] | None = None) -> Piece:
    """Write and play a plan; its stems are appended to ``stems``."""
    score = write_score(plan)

    def take(stem: Stem) -> None:
        if stems is not None:
            stems.append(Stem(stem.part, stem.audio.copy()))

    return Piece(plan, score, render(plan, score, players, take, lambda share, role: None, threads=2))


def loud(mix: Audio) -> Audio:
    """Return a mix at a master's level, its peaks rounded off."""
    level = np.sqrt(np.mean(mix.astype(np.float64) ** 2)) or 1.0
    gain = 10 ** (_LOUD_RMS_DB / 20) / level
    return np.asarray(_LOUD_PEAK * np.tanh(mix * gain / _LOUD_PEAK), np.float32)


@dataclass(frozen=True)
class Heard:
    """What is heard in a piece.

    Attributes:
        bpm: the tempo that the product's own analysis finds; 0 for none.
        key: tonic (C is 0) and mode; None for none.
    """

    bpm: float
    key: tuple[int, str] | None


def analysed(mix: Audio) -> Heard:
    """Return what the product's own analysis hears."""
    meter = MusicMeter(SAMPLE_RATE_HZ, mix.shape[0])
    meter.feed(mix)
    features = meter.read()
    grid = estimate_beats(features)
    key = estimate_key(features)
    return Heard(
        grid.tempo_bpm if isinstance(grid, BeatGrid) else 0.0,
        (key.tonic, key.mode) if hasattr(key, "tonic") else None,
    )


def tempo_error(found_bpm: float, asked_bpm: float) -> float:
    """Return the relative error of a tempo, octaves (and thirds of compound metres) excused."""
    if found_bpm <= 0:
        return 1.0
    return min(abs(found_bpm * factor / asked_bpm - 1) for factor in (0.25, 1 / 3, 0.5, 2 / 3, 1, 1.5, 2, 3, 4))


def first_tags(mix: Audio, count: int = _TAGS_HEARD) -> tuple[str, ...]:
    """Return the first tags of both lists of musicnn, in small letters."""
    sound = loud(mix).mean(axis=0)
    found: list[str] = []
    for name in ("MTT", "MSD"):
        tags = music_tags(sound, SAMPLE_RATE_HZ, name)
        found += sorted(tags, key=lambda tag: -tags[tag])[:count]
    return tuple(tag.lower() for tag in found)


def character(mix: Audio) -> Character:
    """Return what VibeNet hears."""
    return music_character(loud(mix).mean(axis=0), SAMPLE_RATE_HZ)


@cache
def players(models_dir: Path) -> StudioPlayers:
    """Return everybody who plays, once."""
    return StudioPlayers(models_dir)

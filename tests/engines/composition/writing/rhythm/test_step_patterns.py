"""Tablature and how it is fitted to metres."""

from typing import get_args

import pytest

from audiostudio.engines.composition.plan import Metre, beat_quarters, beats_per_bar
from audiostudio.engines.composition.writing.rhythm.bass_patterns import BASS_IDIOMS
from audiostudio.engines.composition.writing.rhythm.drum_patterns.table import DRUM_IDIOMS
from audiostudio.engines.composition.writing.rhythm.fills import FILLS, fills_of
from audiostudio.engines.composition.writing.rhythm.percussion_keys import PERCUSSION_KEYS
from audiostudio.engines.composition.writing.rhythm.percussion_patterns.table import PERCUSSION_GROOVES
from audiostudio.engines.composition.writing.rhythm.step_patterns import alternatives, bar_of, steps

METRES = get_args(Metre)
ROCK = ("K..k....k.k.....",)


def sixteenths(metre):
    return round(float(beats_per_bar(metre) * beat_quarters(metre)) * 4)


def test_alternatives_have_bars():
    assert alternatives("x... | x.../..x.") == (("x...",), ("x...", "..x."))


@pytest.mark.parametrize(
    ("metre", "bars"),
    [
        ("4/4", ["K..k....k.k....."]),
        ("2/4", ["K..k....", "k.k....."]),
        ("3/4", ["K..kk.k....."]),
        ("5/4", ["K..kk.k.....K..k...."]),
        ("7/8", ["K..k....k.k..."]),
        ("12/8", ["K.k...k.k..."]),
        ("6/8", ["K.k..."]),
    ],
)
def test_a_bar_of_common_time_fits_every_metre(metre, bars):
    fitted = [bar_of(ROCK, "4/4", index, metre, is_half_time=False) for index in range(len(bars))]
    assert fitted == bars


@pytest.mark.parametrize("metre", METRES)
def test_a_bar_lasts_as_long_as_the_metre_says(metre):
    bar = bar_of(("x" * 16,), "4/4", 0, metre, is_half_time=True)
    played = steps(bar, metre, beats_per_bar(metre))
    assert played[0].onset_beats == 0
    assert played[-1].onset_beats + played[-1].duration_beats == pytest.approx(beats_per_bar(metre))


def test_the_back_beat_of_half_time_ends_bars_of_three():
    assert bar_of(("K.......S.......",), "4/4", 0, "3/4", is_half_time=True) == "K.......S..."
    assert bar_of(("K.......S.......",), "4/4", 0, "6/8", is_half_time=True) == "K..S.."


def test_longer_and_shorter_bars_go_on_or_stop():
    assert [step.onset_beats for step in steps("x...x...x...x...", "4/4", 6)] == [0, 1, 2, 3, 4, 5]
    assert [step.onset_beats for step in steps("x...x...x...x...", "4/4", 1)] == [0]
    held = steps("x---x-..", "4/4", 4)
    assert [(step.onset_beats, step.duration_beats) for step in held] == [(0, 2), (2, 1)]


def test_no_way_between_metres_is_said():
    with pytest.raises(ValueError, match="no way from 3/4 to 4/4"):
        bar_of(("x" * 12,), "3/4", 0, "4/4", is_half_time=False)


def test_all_tablature_is_whole():
    """Every bar has the steps of its metre and only signs that are known, every line a drum that exists."""
    for genre, idiom in DRUM_IDIOMS.items():
        grooves = [("4/4", idiom.common), *idiom.own.items(), ("4/4", PERCUSSION_GROOVES[genre])]
        for metre, groove in grooves:
            for level in range(3):
                for name, line in groove.tier(level).items():
                    assert name in PERCUSSION_KEYS
                    for bar in (bar for bars in line for bar in bars):
                        assert len(bar) in (
                            sixteenths(metre),
                            sixteenths(metre) // 2 if metre in ("6/8", "12/8") else 0,
                        )
                        assert set(bar) <= set("Xxog?y234.-")
    for idiom in BASS_IDIOMS.values():
        for metre, levels in (("4/4", idiom.common), *idiom.own.items()):
            for bar in (bar for line in levels for bars in line for bar in bars if bar != "kick"):
                usual = sixteenths(metre)
                assert len(bar) in ((usual, 24) if metre == "4/4" else (usual, usual // 2))
                assert set(bar) <= set("1835f67apxo.-")


def test_every_family_has_fills_of_one_two_and_four_beats():
    for family, fills in FILLS.items():
        for beats in (1, 2, 4):
            assert len(fills_of(family, beats)) >= 3, (family, beats)
        assert sum(len(fills_of(family, beats)) for beats in (1, 2, 4)) == len(fills)
        assert all(set(fill.lines) <= set(PERCUSSION_KEYS) for beats in (1, 2, 4) for fill in fills_of(family, beats))

"""Choices that follow from names alone, and bars of any metre in sixteenths."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiostudio.engines.composition.writing.dice import Dice, derived_seed
from audiostudio.engines.composition.writing.grid import bar_grids, hits
from tests.support.sections import section


def test_equal_names_throw_alike_and_others_do_not():
    assert [Dice(1, "lead").share() for _ in range(2)] == [Dice(1, "lead").share()] * 2
    assert len({derived_seed(1, "lead"), derived_seed("1", "lead"), derived_seed(1, "bass"), derived_seed(1)}) == 4


def test_shares_are_even_and_choices_go_by_weight():
    dice = Dice("even")
    thrown = [dice.share() for _ in range(4000)]
    assert min(thrown) >= 0
    assert max(thrown) < 1
    assert sum(thrown) / 4000 == pytest.approx(0.5, abs=0.02)  # the standard error is .0046
    counts = Counter(dice.choose("ab", (3, 1)) for _ in range(4000))
    assert counts["a"] / 4000 == pytest.approx(0.75, abs=0.03)
    assert {dice.whole(2, 4) for _ in range(200)} == {2, 3, 4}


def test_samples_keep_order_and_never_repeat():
    dice = Dice("sample")
    for _ in range(50):
        chosen = dice.sample(range(10), [1.0] * 10, 4)
        assert chosen == sorted(set(chosen))
        assert len(chosen) == 4


@pytest.mark.parametrize(
    ("metre", "pulses", "strong"),
    [
        ("4/4", (4, 4, 4, 4), (0, 8)),
        ("3/4", (4, 4, 4), (0,)),
        ("2/4", (4, 4), (0,)),
        ("6/8", (6, 6), (0, 6)),
        ("12/8", (6, 6, 6, 6), (0, 6, 12, 18)),
        ("7/8", (4, 4, 6), (0,)),
        ("5/4", (4, 4, 4, 4, 4), (0,)),
    ],
)
def test_bars_have_the_pulses_of_their_metre(metre, pulses, strong):
    grid = bar_grids(section("pop", metre=metre, bars=2))[1]
    assert (grid.pulses, grid.strong_steps) == (pulses, strong)
    assert grid.beat_of(grid.steps) == pytest.approx(grid.end_beats)


def test_a_pattern_fits_other_metres():
    four = [(hit.step, hit.steps) for hit in hits("x---..x-x.......", (4, 4, 4, 4))]
    assert four == [(0, 4), (6, 2), (8, 1)]
    assert [hit.step for hit in hits("x---..x-x.......", (4, 4))] == [0, 6]
    # In dotted quarters the half of a beat is two thirds of it, as triplets are.
    assert [hit.step for hit in hits("x---..x-x.......", (6, 6))] == [0, 10]
    assert [hits("x...|..x.", (4,), bar)[0].step for bar in range(3)] == [0, 2, 0]


@given(st.text("x.-bo1", min_size=1, max_size=20), st.lists(st.sampled_from((4, 6)), min_size=1, max_size=6))
def test_strokes_lie_in_their_bar_in_order(pattern, pulses):
    found = hits(pattern, tuple(pulses))
    steps = [hit.step for hit in found]
    assert steps == sorted(set(steps))
    assert all(hit.steps >= 1 and hit.step + hit.steps <= sum(pulses) for hit in found)

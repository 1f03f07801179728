"""Modulators, by the formulas of the SoundFont specification 2.04 (sections 8.4 and 9.5)."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiostudio.audio.instruments.soundfont.modulators import DEFAULT_MODULATORS, Modulator, replaced, source_value

VELOCITY_TO_ATTENUATION, VELOCITY_TO_CUTOFF = DEFAULT_MODULATORS


@pytest.mark.parametrize("velocity", [1, 30, 64, 100, 127])
def test_velocity_attenuates_by_its_square_in_centibels(velocity):
    # "-20/96 * log10(value^2 / 127^2)" of 960 cB, never more than those.
    expected = min(960, -20 / 96 * math.log10(velocity**2 / 127**2) * 960)
    assert VELOCITY_TO_ATTENUATION.value(60, velocity) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize(("velocity", "cents"), [(127, 0), (64, -2400 * 63 / 127), (1, -2400 * 126 / 127)])
def test_velocity_closes_the_filter_in_a_straight_line(velocity, cents):
    assert VELOCITY_TO_CUTOFF.value(60, velocity) == pytest.approx(cents)


@pytest.mark.parametrize(
    ("source", "key", "velocity", "value"),
    [
        (0x0002, 60, 127, 1.0),  # velocity, linear
        (0x0003, 127, 1, 1.0),  # key, linear
        (0x0203, 64, 1, 0.0),  # key, both ways
        (0x0203, 0, 1, -1.0),
        (0x0803, 127, 1, 1.0),  # key, convex
        (0x0803, 0, 1, 0.0),
        (0x0C02, 60, 63, 0.0),  # velocity, a switch
        (0x0C02, 60, 64, 1.0),
        (0x0581, 60, 64, 1.0),  # the modulation wheel, which rests
        (0x0087, 60, 64, 1.0),  # volume, which is open
    ],
)
def test_sources_have_the_values_of_the_specification(source, key, velocity, value):
    assert source_value(source, key, velocity) == pytest.approx(value)


@given(st.integers(0, 0x0FFF), st.integers(0, 127), st.integers(1, 127))
def test_no_source_goes_beyond_its_range(source, key, velocity):
    assert -1 <= source_value(source, key, velocity) <= 1


def test_a_later_modulator_replaces_the_same_one_only():
    louder = Modulator(0x0502, 48, 400.0)
    other = Modulator(0x0502, 48, 400.0, amount_source=0x0003)
    assert replaced(DEFAULT_MODULATORS, [louder]) == (louder, VELOCITY_TO_CUTOFF)
    assert replaced(DEFAULT_MODULATORS, [other]) == (*DEFAULT_MODULATORS, other)


def test_the_absolute_value_has_no_sign():
    assert Modulator(0x0203, 8, -100.0, transform=2).value(0, 64) == 100

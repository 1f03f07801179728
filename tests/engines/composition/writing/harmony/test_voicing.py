"""Chords spelt so that voices move little, measured against text-book examples."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiostudio.engines.composition.planning.harmony import parse_numeral
from audiostudio.engines.composition.writing.context import ChordContext
from audiostudio.engines.composition.writing.harmony.voicing import (
    VoicingRules,
    mean_voice_movement,
    parallels,
    voice_chords,
)

STYLES = ("triad", "close", "rootless", "drop_2", "spread", "power", "quartal")
NUMERALS = ("I", "ii7", "iii", "IV", "IVmaj7", "V", "V7", "vi", "viio", "bVII", "V13", "Imaj9", "Isus4", "I5", "V7b9")


def chords_of(numerals, tonic=0, mode="major"):
    parsed = [parse_numeral(numeral, tonic, mode) for numeral in numerals]
    return [
        ChordContext(4.0 * at, 4.0 * at + 4, numeral, one.pitch_classes, one.bass_pitch_class, one.scale)
        for at, (numeral, one) in enumerate(zip(numerals, parsed, strict=True))
    ]


def rules(style, **changes):
    values = {"lowest": 48, "highest": 79, "centre": 62.0} | changes
    return VoicingRules(style, **values)


def test_movement_and_parallels_of_a_text_book_example():
    """C-E-G to C-F-A holds one voice and moves a semitone and a tone: 3 semitones in 3 voices."""
    assert mean_voice_movement([(60, 64, 67), (60, 65, 69)]) == 1.0
    assert mean_voice_movement([(60, 64, 67)]) == 0.0
    # C-G to D-A is a pair of fifths; C-G to D-B is none, nor is a fifth that stays.
    assert parallels([(48, 67), (50, 69)]) == 1
    assert parallels([(48, 67), (50, 71)]) == 0
    assert parallels([(48, 67), (48, 67)]) == 0
    assert parallels([(48, 60), (47, 59)]) == 1


def test_the_usual_progression_goes_to_the_nearest_inversions():
    """C, G, Am, F: common tones C-E, G, A-C are held, so that no voice moves more than a third."""
    voicings = voice_chords(chords_of(("I", "V", "vi", "IV") * 2), rules("triad"))
    assert mean_voice_movement(voicings) <= 1.7
    tops = [voicing[-1] for voicing in voicings]
    assert max(abs(after - before) for before, after in itertools.pairwise(tops)) <= 4


def test_two_five_one_is_the_jazz_players_own():
    """Third and seventh change places by a step: F-C over Dm7, F-B over G7, E-B over Cmaj7."""
    voicings = voice_chords(chords_of(("ii7", "V7", "Imaj7")), rules("rootless"))
    guides = ({5, 0}, {5, 11}, {4, 11})
    for voicing, guide, root in zip(voicings, guides, (2, 7, 0), strict=True):
        sounded = {key % 12 for key in voicing}
        assert guide <= sounded
        assert root not in sounded
    assert mean_voice_movement(voicings) <= 1.0


def test_power_chords_have_no_third_and_quartal_ones_fourths():
    for voicing in voice_chords(chords_of(("I", "bVII", "IV")), rules("power")):
        assert len({key % 12 for key in voicing}) == 2
    for voicing in voice_chords(chords_of(("I", "IV")), rules("quartal")):
        gaps = [after - before for before, after in itertools.pairwise(voicing)]
        assert set(gaps) <= {5, 6}


@pytest.mark.parametrize("style", ["close", "drop_2", "spread", "triad"])
def test_the_leading_note_is_never_doubled(style):
    for voicing in voice_chords(chords_of(("I", "V", "V7", "iii", "viio", "I")), rules(style, leading_note=11)):
        assert sum(key % 12 == 11 for key in voicing) <= 1


@given(st.lists(st.sampled_from(NUMERALS), min_size=2, max_size=16), st.integers(0, 11))
def test_classical_voices_never_move_in_parallel(numerals, tonic):
    voicings = voice_chords(chords_of(numerals, tonic), rules("spread", avoids_parallels=True))
    assert parallels(voicings) == 0


@given(
    st.lists(st.sampled_from(NUMERALS), min_size=1, max_size=12),
    st.integers(0, 11),
    st.sampled_from(STYLES),
    st.integers(28, 84),
    st.integers(12, 40),
)
def test_any_chord_fits_any_range_and_sounds_of_itself(numerals, tonic, style, lowest, width):
    chords = chords_of(numerals, tonic)
    voicings = voice_chords(chords, rules(style, lowest=lowest, highest=lowest + width, centre=lowest + width / 2))
    assert len(voicings) == len(chords)
    for chord, voicing in zip(chords, voicings, strict=True):
        assert lowest <= voicing[0]
        assert voicing[-1] <= lowest + width
        assert list(voicing) == sorted(set(voicing))
        assert {key % 12 for key in voicing} <= {*chord.pitch_classes, *chord.scale, (chord.pitch_classes[0] + 7) % 12}

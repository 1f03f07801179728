"""What drummers play: the idioms of every genre, and what every drummer keeps to."""

from collections import defaultdict
from itertools import combinations, pairwise
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audiostudio.engines.composition.plan import Ending, Genre, Metre, SectionKind, beats_per_bar
from audiostudio.engines.composition.writing.rhythm.drum_patterns.table import DRUM_IDIOMS
from audiostudio.engines.composition.writing.rhythm.drums import write_drums
from audiostudio.engines.composition.writing.rhythm.percussion import write_percussion
from audiostudio.engines.composition.writing.rhythm.percussion_keys import PERCUSSION_KEYS, STRUCK_BY_HAND
from tests.support.sections import section

GENRES, METRES, KINDS, ENDINGS = (get_args(one) for one in (Genre, Metre, SectionKind, Ending))
KITS = ("acoustic_kit", "brush_kit", "orchestral_kit", "house_kit", "latin_kit")
FOUR, BACK, OFF = {0, 4, 8, 12}, {4, 12}, {2, 6, 10, 14}
# Where, in sixteenths of a bar of common time, each genre's drums have to be and must not be, by the idiom table.
IDIOMS = {
    "house": ({"kick": FOUR, "clap": BACK, "open": OFF}, {"kick": OFF - {14}}),
    "techno": ({"kick": FOUR, "hat": OFF}, {"snare": set(range(16)), "kick": OFF}),
    "trance": ({"kick": FOUR, "open": OFF}, {"kick": OFF}),
    "disco": ({"kick": FOUR, "snare": BACK, "open": OFF}, {}),
    "synthwave": ({"kick": {0, 8}, "snare": BACK}, {}),
    "chiptune": ({"kick": {0}}, {}),
    "drum_and_bass": ({"kick": {0, 10}, "snare": BACK}, {"kick": {4, 8, 12}}),
    "dubstep": ({"kick": {0}, "snare": {8}}, {"snare": BACK, "kick": {4, 8}}),
    "trap": ({"kick": {0}, "snare": {8}}, {"snare": BACK, "kick": {8}}),
    "hip_hop": ({"kick": {0, 10}, "snare": BACK}, {"kick": {4, 12}}),
    "lofi": ({"kick": {0}, "snare": BACK}, {"kick": {4, 12}}),
    "rnb": ({"kick": {0, 10}, "snare": BACK}, {"kick": {4, 12}}),
    "reggaeton": ({"kick": FOUR, "snare": {3, 6, 11, 14}}, {"snare": BACK}),
    "afrobeat": ({"kick": {0}, "rim": {0, 3, 6, 10, 12}}, {"kick": {4, 12}}),
    "pop": ({"kick": {0, 8}, "snare": BACK}, {}),
    "rock": ({"kick": {0, 8}, "snare": BACK}, {"kick": {4, 12}}),
    "metal": ({"kick": {0, 8}, "snare": {4, 12}}, {}),
    "funk": ({"kick": {0}, "snare": {4, 7, 12}}, {"kick": {4, 12}}),
    "ska": ({"kick": {0, 8}, "snare": BACK}, {"kick": BACK}),
    "reggae": ({"kick": {8}, "rim": {8}}, {"kick": {0, 4, 12}, "rim": {0, 4, 12}}),
    "corporate": ({"kick": {0, 8}, "clap": BACK}, {}),
    "country": ({"kick": {0, 8}, "snare": {6, 14}}, {"kick": {2, 6, 10}}),
    "blues": ({"kick": {0, 8}, "snare": BACK}, {"kick": BACK}),
    "bossa_nova": ({"kick": {0, 6, 8, 14}}, {"snare": set(range(16)), "kick": BACK}),
    "samba": ({"kick": {0, 4, 8, 12}}, {}),
    "salsa": ({"kick": {11}, "rim": {0, 2, 4, 5, 7, 8, 10, 11, 13, 15}}, {"kick": FOUR, "snare": BACK}),
    "tango": ({"kick": {0}}, {"snare": {4}, "kick": {2}}),
    "jazz": ({"ride": {0, 4, 8, 12, 14}, "pedal": BACK}, {"snare": {0, 8}, "kick": {2, 10}}),
    "cinematic": ({"kick": {0, 6, 10}}, {"hat": set(range(16)), "kick": {4, 8, 12}}),
    "classical": ({"kick": {0}}, {"hat": set(range(16)), "kick": BACK}),
    "waltz": ({"kick": {0}}, {"kick": {4, 12}}),
    "folk": ({"kick": {0, 8}}, {"hat": set(range(16)), "kick": BACK}),
    "ambient": ({}, {"snare": set(range(16)), "kick": {4, 6, 8, 12}}),
}


def steps_by_drum(notes, start, beats=4.0):
    """The sixteenths at which each drum is struck in a bar."""
    found = defaultdict(set)
    names = {key: name for name, key in PERCUSSION_KEYS.items()}
    for note in notes:
        if start - 1e-6 <= note.onset_beats < start + beats - 1e-6:
            found[names[note.midi_pitch]].add(round((note.onset_beats - start) * 4, 3))
    return found


def test_the_table_has_every_genre():
    assert set(IDIOMS) == set(DRUM_IDIOMS) == set(GENRES)


@pytest.mark.parametrize("genre", GENRES)
def test_kick_and_snare_are_where_the_genre_has_them(genre):
    required, forbidden = IDIOMS[genre]
    for seed in range(16):
        # Bars that neither begin a section, nor are a fill, nor follow one, at the usual energy.
        notes = write_drums(section(genre, energy=0.55, seed=seed, theme_seed=seed), "acoustic_kit")
        for bar in (2, 5):
            struck = steps_by_drum(notes, 4.0 * bar)
            for drum, steps in required.items():
                # The back-beat of metal may also lie on three.
                if genre == "metal" and drum == "snare":
                    assert steps <= struck[drum] or 8 in struck[drum]
                else:
                    assert steps <= struck[drum], (drum, seed)
            for drum, steps in forbidden.items():
                assert not steps & struck[drum], (drum, seed)


def test_bossa_nova_has_its_clave_over_two_bars_and_samba_its_weight_on_two():
    for seed in range(12):
        notes = write_drums(section("bossa_nova", seed=seed, theme_seed=seed), "acoustic_kit")
        sides = sorted((sorted(steps_by_drum(notes, 4.0 * bar)["rim"]) for bar in (2, 3)), key=len)
        assert sides == [[4, 10], [0, 6, 12]]
        samba = write_drums(section("samba", seed=seed, theme_seed=seed), "acoustic_kit")
        kicks = {note.onset_beats: note.velocity for note in samba if note.midi_pitch == PERCUSSION_KEYS["kick"]}
        assert kicks[9.0] > kicks[8.0]
        assert kicks[11.0] > kicks[10.0]


def test_a_waltz_in_three_has_its_bass_on_one_and_taps_on_two_and_three():
    for energy in (0.2, 0.55, 0.9):
        notes = write_drums(section("waltz", metre="3/4", energy=energy), "acoustic_kit")
        struck = steps_by_drum(notes, 3.0, 3.0)
        assert 0 in struck["kick"]
        assert not struck["kick"] & {4, 8}
        assert {4, 8} & (struck["rim"] | struck["snare"])


@pytest.mark.parametrize("energy", [0.2, 0.55, 0.9])
def test_no_genre_is_drummed_as_another(energy):
    def bars(genre, theme_seed):
        notes = write_drums(section(genre, energy=energy, theme_seed=theme_seed), "acoustic_kit")
        return frozenset(
            (note.midi_pitch, note.onset_beats, note.velocity) for note in notes if 4 <= note.onset_beats < 12
        )

    grooves = {genre: {bars(genre, seed) for seed in range(8)} for genre in GENRES}
    for one, other in combinations(GENRES, 2):
        assert not grooves[one] & grooves[other], (one, other)


def test_seeds_vary_the_groove_and_sections_of_a_piece_share_it():
    for genre in ("rock", "house", "funk", "hip_hop", "trap", "drum_and_bass"):
        grooves = {tuple(write_drums(section(genre, seed=seed, theme_seed=seed), "acoustic_kit")) for seed in range(60)}
        assert len(grooves) >= 54
        first, second = (
            [
                (note.midi_pitch, note.onset_beats)
                for note in write_drums(section(genre, seed=seed, kind="chorus"), "acoustic_kit")
                if note.midi_pitch == PERCUSSION_KEYS["kick"] and 8 <= note.onset_beats < 12
            ]
            for seed in (1, 2)
        )
        assert first == second


def groove_similarity(notes, bars):
    """One less the share of sixteenths at which two bars differ, over all pairs: Dong and others' measure."""
    onsets = [set() for _ in range(bars)]
    for note in notes:
        onsets[int(note.onset_beats // 4)].add(int(note.onset_beats % 4 * 4))
    return sum(1 - len(a ^ b) / 16 for a, b in combinations(onsets, 2)) / (bars * (bars - 1) / 2)


def test_a_section_holds_its_groove():
    similarities = {
        genre: groove_similarity(write_drums(section(genre, seed=5), "acoustic_kit"), 8) for genre in GENRES
    }
    assert min(similarities.values()) >= 0.64, similarities


@pytest.mark.parametrize("genre", ["rock", "pop", "house", "funk", "trap", "jazz"])
def test_energy_is_heard(genre):
    counts, forces = [], []
    for energy in (0.2, 0.55, 0.95):
        notes = write_drums(section(genre, energy=energy), "acoustic_kit")
        counts.append(len(notes))
        forces.append(sum(note.velocity for note in notes) / len(notes))
    assert counts == sorted(counts)
    assert sum(note * force for note, force in zip(counts, forces, strict=True)) > 0
    assert counts[2] * forces[2] > 1.3 * counts[0] * forces[0]


@pytest.mark.parametrize("genre", ["rock", "pop", "funk", "hip_hop", "country", "drum_and_bass"])
def test_velocities_come_in_layers_and_hats_have_a_contour(genre):
    for seed in range(6):
        notes = write_drums(section(genre, energy=0.6, theme_seed=seed), "acoustic_kit")
        velocities = sorted({note.velocity for note in notes})
        layers = 1 + sum(upper - lower >= 4 for lower, upper in pairwise(velocities))
        assert layers >= 3
        hats = [note.velocity for note in notes if note.midi_pitch == PERCUSSION_KEYS["hat"]]
        assert len(hats) < 8 or len(set(hats)) >= 2
        snares = {
            note.onset_beats % 4: note.velocity for note in notes if note.midi_pitch == 38 and note.onset_beats < 12
        }
        ghosts = [force for at, force in snares.items() if at not in (1, 2, 3)]
        assert not ghosts or genre == "country" or max(snares[at] for at in (1, 3) if at in snares) > min(ghosts) + 25


def test_fills_end_phrases_and_only_phrases():
    for seed in range(10):
        notes = write_drums(section("rock", bars=16, seed=seed, energy=0.6), "acoustic_kit")
        plain = {tuple(sorted(steps_by_drum(notes, 4.0 * bar)["kick"])) for bar in range(16) if bar % 4 != 3}
        hats = [len(steps_by_drum(notes, 4.0 * bar)["hat"]) for bar in range(16)]
        assert len(plain) <= 2  # grooves may have two bars
        assert all(hats[bar] < max(hats) for bar in (3, 7, 11, 15))
        # What lands after a long fill is a crash with the kick; nothing else is.
        crashes = {note.onset_beats for note in notes if note.midi_pitch == 49}
        assert crashes <= {0.0, 16.0, 32.0, 48.0}
        assert all(any(note.onset_beats == at and note.midi_pitch == 36 for note in notes) for at in crashes)


def test_no_fill_is_played_twice_in_a_row():
    for genre in ("rock", "pop", "funk", "samba"):
        for seed in range(8):
            notes = write_drums(section(genre, bars=16, seed=seed, energy=0.6), "acoustic_kit")
            fills = [
                [
                    (note.onset_beats - 4 * bar, note.midi_pitch)
                    for note in notes
                    if 4 * bar + 2 <= note.onset_beats < 4 * bar + 4
                ]
                for bar in (3, 7, 11)
            ]
            assert fills[0] != fills[1] != fills[2]


def test_a_quiet_band_clicks_on_the_rim():
    for genre in ("rock", "disco"):
        notes = write_drums(section(genre, energy=0.12), "acoustic_kit")
        assert not any(note.midi_pitch == 38 and note.onset_beats % 16 < 12 for note in notes)
        assert any(note.midi_pitch == 37 for note in notes)


def test_machines_fill_every_eight_bars():
    notes = write_drums(section("house", bars=16, energy=0.6, seed=2), "house_kit")
    claps = [note.onset_beats // 4 for note in notes if note.midi_pitch in (38, 39) and note.onset_beats % 1]
    plain = write_drums(section("house", bars=16, energy=0.6, seed=3), "house_kit")
    differing = {note.onset_beats // 4 for note in set(notes) ^ set(plain)}
    assert differing <= {7, 8, 15}
    assert claps


def test_a_voice_is_not_drowned_by_fills_or_cymbals():
    for genre in GENRES:
        notes = write_drums(section(genre, energy=0.9, under_voice=True, bars=16), "acoustic_kit")
        assert not any(note.midi_pitch in (49, 57) for note in notes) or genre == "classical"
        fills = [note.velocity for note in notes if note.onset_beats % 16 >= 15 and note.midi_pitch in (38, 41, 48, 50)]
        grooves = [note.velocity for note in notes]
        assert not fills or max(fills) <= max(grooves)


def test_a_rise_grows_and_its_kick_leaves():
    for genre in ("house", "trance", "rock", "trap", "cinematic"):
        notes = write_drums(section(genre, kind="build", next_kind="drop", energy=0.8), "acoustic_kit")
        snares = [note for note in notes if note.midi_pitch == 38]
        by_bar = [sum(note.onset_beats // 4 == bar for note in snares) for bar in range(8)]
        assert by_bar[6] >= 3 * by_bar[0]
        assert snares[-1].velocity > snares[0].velocity + 20
        kicks = [note.onset_beats for note in notes if note.midi_pitch == 36]
        assert max(kicks) < 28
        assert min(kicks) == 0


def test_kinds_of_sections_differ():
    for genre in ("house", "rock", "trap"):
        by_kind = {kind: write_drums(section(genre, kind=kind, energy=0.6), "acoustic_kit") for kind in KINDS}
        kicks = {kind: [note for note in notes if note.midi_pitch == 36] for kind, notes in by_kind.items()}
        assert not kicks["breakdown"]
        assert len(by_kind["intro"]) < len(by_kind["verse"])
        assert any(note.midi_pitch == 49 and note.onset_beats == 0 for note in by_kind["drop"])
        assert not any(note.midi_pitch == 49 for note in by_kind["intro"])
        assert by_kind["verse"] != by_kind["chorus"]
    for kind in ("bridge", "solo"):
        ridden = write_drums(section("rock", kind=kind, energy=0.6, theme_seed=1), "rock_kit")
        assert any(note.midi_pitch in (51, 41) for note in ridden)
        assert not any(note.midi_pitch == 42 for note in ridden)


@pytest.mark.parametrize("ending", ["cadence", "stop"])
def test_an_ending_is_struck_together_and_nothing_follows(ending):
    for genre in GENRES:
        context = section(genre, kind="outro", next_kind=None, ending=ending, energy=0.7, previous_kind="chorus")
        notes = write_drums(context, "acoustic_kit")
        last = [note for note in notes if note.onset_beats >= 28]
        assert {note.onset_beats for note in last} == {28.0}
        assert {36, 49} <= {note.midi_pitch for note in last}
        lengths = {note.duration_beats for note in last}
        assert lengths == {4.0 if ending == "cadence" else 0.5}


def test_trap_breaks_into_rolls_of_several_rates():
    gaps = set()
    for seed in range(20):
        notes = write_drums(section("trap", energy=0.8, seed=seed, theme_seed=seed), "trap_kit")
        hats = [note.onset_beats for note in notes if note.midi_pitch == 42]
        gaps |= {round(later - earlier, 4) for earlier, later in pairwise(hats)}
    assert {round(1 / rate, 4) for rate in (4, 6, 8)} <= gaps


def test_kits_without_hats_have_none():
    for genre in GENRES:
        keys = {note.midi_pitch for note in write_drums(section(genre, energy=0.9), "orchestral_kit")}
        assert not keys & {37, 42, 44, 46, 49, 51, 52}
    swirls = write_drums(section("jazz"), "brush_kit")
    assert any(note.midi_pitch == 40 for note in swirls)
    assert not any(note.midi_pitch == 40 for note in write_drums(section("jazz"), "jazz_kit"))


def test_a_section_knows_only_itself():
    context = section("rock", seed=11)
    assert write_drums(context, "rock_kit") == write_drums(context, "rock_kit")
    assert write_drums(context, "rock_kit") != write_drums(section("rock", seed=12), "rock_kit")


contexts = st.builds(
    section,
    st.sampled_from(GENRES),
    metre=st.sampled_from(METRES),
    bars=st.integers(1, 12),
    kind=st.sampled_from(KINDS),
    energy=st.floats(0, 1),
    seed=st.integers(0, 2**64 - 1),
    theme_seed=st.integers(0, 2**64 - 1),
    bpm=st.sampled_from((40.0, 97.3, 174.0, 300.0)),
    chord_bars=st.sampled_from((0.25, 0.5, 1.0, 2.0, 16.0)),
    last_bar_beats=st.none() | st.integers(1, 24),
    previous_kind=st.none() | st.sampled_from(KINDS),
    next_kind=st.none() | st.sampled_from(KINDS),
    ending=st.sampled_from(ENDINGS),
    under_voice=st.booleans(),
)


def check_notes(notes, context):
    """No note leaves the section, is silent or backwards, or begins while its key still sounds."""
    end = context.bar_starts_beats[-1]
    sounding_until = {}
    for note in notes:
        assert 0 <= note.onset_beats < end
        assert note.duration_beats > 0
        assert note.onset_beats + note.duration_beats <= end + 1e-6
        assert 1 <= note.velocity <= 127
        assert note.onset_beats >= sounding_until.get(note.midi_pitch, 0.0) - 1e-6
        sounding_until[note.midi_pitch] = note.onset_beats + note.duration_beats
    assert notes == sorted(notes, key=lambda note: note.onset_beats)


@settings(max_examples=150, deadline=None)
@given(context=contexts, kit=st.sampled_from(KITS))
def test_whatever_the_section_its_strokes_can_be_played(context, kit):
    notes = write_drums(context, kit)
    check_notes(notes, context)
    check_notes(write_percussion(context, kit), context)
    if DRUM_IDIOMS[context.genre].has_player:
        hands = defaultdict(set)
        for note in notes:
            if note.midi_pitch in STRUCK_BY_HAND and kit == "acoustic_kit":
                hands[round(note.onset_beats, 4)].add(note.midi_pitch)
        assert all(len(keys) <= 2 for keys in hands.values())


@pytest.mark.parametrize("metre", METRES)
def test_every_genre_plays_every_metre(metre):
    beats = beats_per_bar(metre)
    for genre in GENRES:
        context = section(genre, metre=metre, energy=0.75)
        notes = write_drums(context, "acoustic_kit")
        on_one = [note for note in notes if note.onset_beats % beats < 1e-6]
        assert len(on_one) >= 3, genre  # of reggae and salsa other drums than the kick
        assert len({note.onset_beats // beats for note in notes}) >= (4 if genre == "ambient" else 7), genre

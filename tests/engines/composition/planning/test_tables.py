"""The tables of genres, moods, instruments and presets: everything in them exists, can be played, and differs."""

from typing import get_args

import pytest

from audiostudio.audio.errors import CodedError
from audiostudio.audio.instruments.catalogue import INSTRUMENTS
from audiostudio.engines.composition.plan import Genre, Mood
from audiostudio.engines.composition.planning.casting import word_for
from audiostudio.engines.composition.planning.editing import check_plan
from audiostudio.engines.composition.planning.genres import GENRES
from audiostudio.engines.composition.planning.harmony import parse_key, parse_numeral
from audiostudio.engines.composition.planning.instrument_words import INSTRUMENT_WORDS, can_play, instruments_for
from audiostudio.engines.composition.planning.moods import MOODS
from audiostudio.engines.composition.planning.planner import make_plan
from audiostudio.engines.composition.planning.presets import PRESETS
from audiostudio.engines.composition.planning.vocabulary import GENRE_OF_MOOD, IMPLIED_MOODS

# Beats a minute and swing as players of each genre give them.
IDIOMS = {
    "house": (118, 128), "techno": (126, 140), "trance": (132, 140), "drum_and_bass": (170, 176),
    "dubstep": (138, 142), "lofi": (70, 90), "hip_hop": (84, 96), "trap": (130, 150), "reggae": (68, 84),
    "ska": (130, 160), "pop": (96, 124), "rock": (110, 140), "metal": (140, 180), "funk": (96, 112),
    "disco": (112, 124), "jazz": (120, 220), "bossa_nova": (115, 140), "samba": (95, 110), "salsa": (90, 105),
    "afrobeat": (98, 115), "blues": (60, 120), "country": (90, 125), "folk": (80, 120), "cinematic": (60, 100),
    "ambient": (50, 80), "waltz": (84, 180), "corporate": (100, 120),
}  # fmt: skip


def test_every_genre_and_mood_has_a_row():
    assert sorted(GENRES) == sorted(get_args(Genre))
    assert sorted(MOODS) == sorted(get_args(Mood))
    assert sorted(GENRE_OF_MOOD) == sorted(get_args(Mood))


@pytest.mark.parametrize("genre", GENRES)
def test_a_genre_can_be_played_and_sung(genre):
    row = GENRES[genre]
    low, usual, high = row.bpm
    assert low < usual < high
    for mode, table in (("major", row.major), ("minor", row.minor)):
        assert set(table) == {"statement", "hook", "contrast"}
        for progressions in table.values():
            assert progressions
            for progression in progressions:
                assert 0.25 <= progression.chord_bars <= 16
                assert all(parse_numeral(numeral, 0, mode) for numeral in progression.numerals)
        # variety over seeds: several ways through a piece
        ways = 1
        for progressions in table.values():
            ways *= len(progressions)
        assert ways >= 4, (genre, mode)
    for numeral, mode in ((row.cadence_major[1], "major"), (row.cadence_minor[1], "minor")):
        assert parse_numeral(numeral, 0, mode).pitch_classes[0] == 0, "home is the tonic"
    for each in row.layers:
        assert len({other.role for other in row.layers}) == len(row.layers)
        for name in each.instruments:
            assert can_play(INSTRUMENTS[name], each.role), (genre, each.role, name)
    assert min(each.enters_at for each in row.layers) == 0
    assert all(parse_key(tonic)[1] == "major" for tonic in row.tonics)


@pytest.mark.parametrize("genre", IDIOMS)
def test_usual_tempos_are_the_idioms(genre):
    low, high = IDIOMS[genre]
    assert low <= GENRES[genre].bpm[1] <= high


def test_swing_is_where_it_belongs():
    swung = {name for name, row in GENRES.items() if row.swing[0] > 1.1}
    assert {"lofi", "hip_hop", "blues", "jazz", "reggae"} <= swung
    assert not swung & {"techno", "trance", "trap", "metal", "rock", "bossa_nova", "salsa", "cinematic"}
    assert GENRES["jazz"].swing == (2.0, 1.3)


def test_genres_differ_in_harmony_and_players():
    rows = list(GENRES.values())
    for place, row in enumerate(rows):
        for other in rows[place + 1 :]:
            assert row.layers != other.layers, (row.name, other.name)
            assert (row.major, row.minor) != (other.major, other.minor), (row.name, other.name)


def test_a_word_means_one_genre_and_one_mood():
    words = [word for row in GENRES.values() for word in row.words]
    assert len(words) == len(set(words)) > 800
    moods = [word for row in MOODS.values() for word in row.words]
    assert len(moods) == len(set(moods)) > 500
    assert not set(words) & set(moods)
    assert all(mood in MOODS for mood in IMPLIED_MOODS.values())


def test_moods_like_and_dislike_instruments_that_exist_and_oppose_each_other():
    for row in MOODS.values():
        assert row.likes | row.dislikes <= set(INSTRUMENTS)
        assert not row.likes & row.dislikes
        assert row.name not in row.opposites
    assert MOODS["calm"].energy < 0.3 < 0.8 < MOODS["energetic"].energy
    assert MOODS["sad"].minor_share > 0.8 > 0.1 > MOODS["happy"].minor_share


def test_words_for_instruments_lead_to_some_that_can_play():
    for words, meaning in INSTRUMENT_WORDS.items():
        assert set(meaning.instruments) <= set(INSTRUMENTS), words
        for name in meaning.instruments:
            assert any(can_play(INSTRUMENTS[name], role) for role in meaning.roles), (words, name)
    assert word_for("strings").instruments == ("strings",)
    with pytest.raises(CodedError, match="instrument_unknown") as caught:
        word_for("kazoo")
    assert "piano" in caught.value.allowed["instrument"]


def test_who_can_play_what():
    assert "house_kit" in instruments_for("drums")
    assert "piano" not in instruments_for("drums")
    assert "house_kit" not in instruments_for("lead")
    assert "flute" not in instruments_for("chords")
    assert "flute" not in instruments_for("bass")
    assert "tuba" in instruments_for("bass")
    assert instruments_for("effects")
    assert "riser" not in instruments_for("lead")
    assert all(any(can_play(each, role) for role in ("drums", "lead", "bass", "effects", "pad")) for each in
               INSTRUMENTS.values())  # fmt: skip


def test_presets_are_many_and_plan_well():
    assert {"upbeat_electronic", "calm_ambient", "energetic_rock", "corporate_background"} <= set(PRESETS)
    assert len(PRESETS) >= 28
    assert len({preset.name for preset in PRESETS.values()}) == len(PRESETS)
    for preset in PRESETS.values():
        assert preset.request.prompt == preset.prompt
        piece = make_plan(preset.request)
        assert check_plan(piece.plan.model_dump(mode="json")) == piece.plan
        codes = {remark.code for remark in piece.remarks}
        assert not codes & {"words_not_understood", "contradiction", "genre_assumed", "instruments_not_placed"}, (
            preset.id
        )
        assert piece.plan.duration_s == preset.request.duration_s

"""Plans: they fill their length, keep what was asked, meet hit points, and differ from seed to seed."""

import time
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audiostudio.audio.errors import CodedError
from audiostudio.engines.composition.plan import Genre, HitPoint, Metre, Mood
from audiostudio.engines.composition.planning.checking import check_plan, section_starts_s
from audiostudio.engines.composition.planning.figures import fastest_bpm
from audiostudio.engines.composition.planning.genre_row import Progression
from audiostudio.engines.composition.planning.planner import PlanRequest, make_plan
from audiostudio.engines.composition.planning.progressions import clearness

GENRES, MOODS, METRES = get_args(Genre), get_args(Mood), get_args(Metre)


def plan_of(prompt="", **parameters):
    return make_plan(PlanRequest(prompt=prompt, **parameters)).plan


def remarks_of(prompt="", **parameters):
    return {remark.code for remark in make_plan(PlanRequest(prompt=prompt, **parameters)).remarks}


def ring_out_s(plan):
    return plan.duration_s - section_starts_s(plan)[-1]


def roles(plan):
    return {part.role for part in plan.parts}


@settings(max_examples=150)
@given(
    genre=st.sampled_from(GENRES),
    mood=st.sampled_from(MOODS),
    duration_s=st.one_of(st.floats(1, 3600), st.integers(1, 90).map(float)),
    bpm=st.one_of(st.none(), st.floats(30, 300)),
    metre=st.one_of(st.none(), st.sampled_from(METRES)),
    ending=st.sampled_from(["cadence", "fade", "stop", "loop"]),
    under_voice=st.booleans(),
    seed=st.integers(0, 2**32 - 1),
)
def test_sections_fill_any_length_at_any_tempo(genre, mood, duration_s, bpm, metre, ending, under_voice, seed):
    if bpm is not None and bpm > fastest_bpm(metre or "4/4"):
        bpm /= 2
    plan = plan_of(
        genre=genre,
        mood=mood,
        duration_s=duration_s,
        bpm=bpm,
        metre=metre,
        ending=ending,
        under_voice=under_voice,
        seed=seed,
    )
    assert check_plan(plan.model_dump(mode="json")) == plan
    assert plan.duration_s == duration_s
    ring_s, beat_s = ring_out_s(plan), 60 / plan.bpm
    if ending == "loop":
        assert ring_s == pytest.approx(0, abs=1e-6)
    elif ending == "fade":
        assert -1e-6 <= ring_s <= beat_s + 1e-6
    elif ending == "stop":
        assert min(0.25, 0.1 * duration_s) - 1e-6 <= ring_s <= max(1.5, beat_s + 0.25) + 1e-6
    else:
        assert min(1.5, 0.25 * duration_s) - 1e-6 <= ring_s <= 6 + 1e-6
    if bpm is not None and ending != "loop":
        octaves = plan.bpm / bpm  # only of stingers shorter than a beat the tempo is doubled
        assert octaves == 1 or (duration_s < 4 and octaves in (2, 4, 8))


@pytest.mark.parametrize("genre", GENRES)
@pytest.mark.parametrize("duration_s", [15, 30, 60, 180, 600])
def test_usual_lengths_have_phrases_an_arc_and_changing_parts(genre, duration_s):
    for seed in range(3):
        plan = plan_of(genre=genre, duration_s=duration_s, seed=seed)
        check_plan(plan.model_dump(mode="json"))
        assert 1.5 <= ring_out_s(plan) <= 6
        assert plan.bpm == round(plan.bpm)
        bars = [section.bars for section in plan.sections]
        main = [s.bars for s in plan.sections[:-1] if s.kind in ("verse", "chorus", "drop", "theme", "solo")]
        if duration_s >= 60:
            assert len(bars) >= (2 if duration_s == 60 else 4)
            assert sum(count % 4 == 0 for count in main) >= 0.75 * len(main), (seed, bars)
            energies = [section.energy for section in plan.sections]
            assert max(energies) - min(energies) >= 0.15
        for before, after in zip(plan.sections, plan.sections[1:], strict=False):
            assert set(before.roles) != set(after.roles) or len(roles(plan)) < 3
        assert all(section.roles for section in plan.sections)


def test_the_last_chord_is_home():
    for genre in GENRES:
        plan = plan_of(genre=genre, duration_s=30, key="C minor")
        assert plan.sections[-1].progression[-1].lstrip("b#").startswith(("i", "I")), genre
        assert not plan.sections[-1].progression[-1].startswith(("ii", "iv", "IV", "VI")), genre
        last = plan.sections[-1]
        assert len(last.progression) * last.chord_bars >= last.bars, "written out to its end"


@pytest.mark.parametrize(
    ("bpm", "duration_s"), [(128, 30), (82, 60), (174, 20), (47, 30), (60.5, 90), (300, 45), (30, 20)]
)
def test_an_asked_tempo_is_kept_exactly(bpm, duration_s):
    plan = plan_of("pop", bpm=bpm, duration_s=duration_s)
    assert plan.bpm == bpm
    assert all(section.bpm is None for section in plan.sections)
    assert plan_of(f"pop at {bpm} bpm, {duration_s} seconds").bpm == bpm


def test_a_loop_is_exact_and_its_tempo_moves_least():
    plan = plan_of("techno loop, 130 bpm, 15 seconds")
    bars = sum(section.bars for section in plan.sections)
    assert section_starts_s(plan)[-1] == pytest.approx(15, abs=1e-9)
    assert abs(plan.bpm - 130) <= min(abs(240 * other / 15 - 130) for other in (bars - 1, bars + 1))
    assert "tempo_moved" in remarks_of("techno loop, 130 bpm, 15 seconds")
    assert "tempo_moved" not in remarks_of("techno loop, 128 bpm, 15 seconds")
    assert plan_of("techno loop, 128 bpm, 15 seconds").bpm == 128
    eight = plan_of("lofi loop, 8 bars, 80 bpm")
    assert (eight.bpm, eight.duration_s, sum(section.bars for section in eight.sections)) == (80, 24, 8)
    assert not {section.kind for section in plan.sections} & {"intro", "outro"}


@settings(max_examples=60)
@given(
    hits=st.lists(st.floats(0.5, 110), min_size=1, max_size=8),
    bpm=st.one_of(st.none(), st.floats(60, 180)),
    genre=st.sampled_from(("cinematic", "house", "waltz", "rock")),
    ending=st.sampled_from(["cadence", "loop", "stop"]),
)
def test_sections_begin_at_hit_points(hits, bpm, genre, ending):
    points = tuple(HitPoint(time_s=time_s) for time_s in hits)
    piece = make_plan(PlanRequest(genre=genre, duration_s=120, bpm=bpm, hit_points=points, ending=ending))
    plan = piece.plan
    check_plan(plan.model_dump(mode="json"))
    starts = section_starts_s(plan)
    bar_s = 240 / (bpm or plan.bpm)
    for hit in plan.hit_points:
        assert min(abs(start - hit.time_s) for start in starts) < 0.001
    dropped = set(hits) - {hit.time_s for hit in plan.hit_points}
    if dropped:
        assert "hit_points_joined" in {remark.code for remark in piece.remarks}
    for time_s in dropped:  # each lies within a bar of something kept before it
        assert any(0 <= time_s - kept <= bar_s * 1.2 for kept in (0.0, *(hit.time_s for hit in plan.hit_points)))
    if ending == "loop":
        assert starts[-1] == pytest.approx(120, abs=1e-6)


def test_tempo_gives_way_a_little_between_hit_points():
    plan = plan_of(
        "epic trailer, 60 seconds", hit_points=tuple(HitPoint(time_s=t) for t in (9.3, 21.7, 34.2, 47.9)), bpm=100
    )
    off = [abs((section.bpm or plan.bpm) / 100 - 1) for section in plan.sections]
    assert 0 < max(off) <= 0.06
    free = plan_of("epic trailer, 60 seconds", hit_points=tuple(HitPoint(time_s=t) for t in (9.3, 21.7, 34.2, 47.9)))
    assert max(abs((section.bpm or free.bpm) / free.bpm - 1) for section in free.sections) <= max(off)
    words = plan_of("epic trailer, 30 seconds, hits at 8s and 19.5s")
    assert [hit.time_s for hit in words.hit_points] == [8, 19.5]


def test_under_a_voice_nothing_sings():
    for genre in GENRES:
        plan = plan_of(genre=genre, under_voice=True, duration_s=60)
        assert not roles(plan) & {"lead", "counter_melody", "effects"}
        energies = [section.energy for section in plan.sections]
        assert max(energies) - min(energies) <= 0.3
        assert max(energies) <= 0.55
        assert all(part.level_db < 0 for part in plan.parts if part.role == "drums")
    assert plan_of("background music for a podcast").under_voice


def test_words_about_instruments_decide_who_plays():
    assert "drums" not in roles(plan_of("house, no drums"))
    assert "percussion" not in roles(plan_of("salsa without percussion"))
    assert {part.instrument for part in plan_of("solo piano").parts} == {"piano"}
    assert roles(plan_of("only drums")) == {"drums"}
    named = {part.instrument for part in plan_of("sad music with cello and piano").parts}
    assert {"cello", "piano"} <= named
    assert {part.instrument for part in plan_of("pop", instruments=("sitar", "tuba")).parts} >= {"sitar", "tuba"}
    assert all("guitar" not in part.instrument for part in plan_of("rock without guitars").parts)
    assert "drums" in roles(plan_of("ambient with drums"))
    assert all("drums" in s.roles for s in plan_of("ambient with drums").sections if s.kind == "theme")


def test_parameters_go_before_words():
    words = "sad slow techno in C minor, 3/4, 100 bpm, 20 seconds, fade out"
    piece = make_plan(
        PlanRequest(words, genre="pop", mood="happy", bpm=120, key="F major", metre="4/4", duration_s=40, ending="stop")
    )
    plan = piece.plan
    assert (plan.genre, plan.mood, plan.bpm, plan.key, plan.metre, plan.duration_s, plan.ending) == (
        "pop", "happy", 120, "F major", "4/4", 40, "stop"
    )  # fmt: skip
    overridden = next(remark for remark in piece.remarks if remark.code == "words_overridden")
    assert set(overridden.words) == {"mood", "bpm", "key", "metre", "duration_s", "ending"}


def test_moods_and_energy_move_what_they_should():
    def mean_energy(plan):
        return sum(s.energy * s.bars for s in plan.sections) / sum(s.bars for s in plan.sections)

    for genre in ("pop", "rock", "house", "cinematic", "jazz", "folk"):
        calm, energetic = plan_of(genre=genre, mood="calm"), plan_of(genre=genre, mood="energetic")
        assert calm.bpm < energetic.bpm
        assert mean_energy(calm) + 0.2 < mean_energy(energetic)
        sad = [plan_of(genre=genre, mood="sad", seed=seed).key for seed in range(12)]
        happy = [plan_of(genre=genre, mood="happy", seed=seed).key for seed in range(12)]
        assert sum("minor" in key for key in sad) > sum("minor" in key for key in happy)
    energies = [mean_energy(plan_of("pop", energy=step / 10)) for step in range(1, 10)]
    assert energies == sorted(energies)
    assert energies[0] < 0.25 < 0.75 < energies[-1]


def test_structure_is_followed():
    plan = plan_of("intro, verse, chorus, bridge, chorus, outro, pop, 90 seconds")
    assert [section.kind for section in plan.sections] == ["intro", "verse", "chorus", "bridge", "chorus", "outro"]
    kinds = [section.kind for section in plan_of("pop with a build-up and a drop").sections]
    assert kinds.index("build") < kinds.index("drop")
    assert "intro" not in {section.kind for section in plan_of("rock with no intro").sections}
    breakdown = [s for s in plan_of("house, 3 minutes").sections if s.kind == "breakdown"]
    assert breakdown
    assert all("drums" not in section.roles for section in breakdown)


def test_seeds_vary_harmony_and_players_and_repeat_themselves():
    for genre in GENRES:
        plans = [plan_of(genre=genre, seed=seed) for seed in range(20)]
        assert plans[3] == plan_of(genre=genre, seed=3)
        harmonies = {tuple(section.progression for section in plan.sections) for plan in plans}
        casts = {tuple(part.instrument for part in plan.parts) for plan in plans}
        assert len(harmonies) >= 6, genre
        assert len(casts) >= 5, genre
        assert len({plan.key for plan in plans}) >= 4, genre


@pytest.mark.parametrize(
    ("parameters", "code", "allowed"),
    [
        ({"genre": "polkacore"}, "genre_unknown", "genre"),
        ({"mood": "beige"}, "mood_unknown", "mood"),
        ({"bpm": 0}, "bpm_impossible", "bpm"),
        ({"bpm": 1e9}, "bpm_impossible", "bpm"),
        ({"bpm": float("nan")}, "bpm_impossible", "bpm"),
        ({"bpm": 290, "metre": "6/8"}, "bpm_impossible", "bpm"),
        ({"key": "H minor"}, "key_unknown", "key"),
        ({"metre": "13/16"}, "metre_unknown", "metre"),
        ({"duration_s": 0.2}, "duration_impossible", "duration_s"),
        ({"duration_s": float("inf")}, "duration_impossible", "duration_s"),
        ({"instruments": ("kazoo",)}, "instrument_unknown", "instrument"),
        ({"energy": 2}, "energy_impossible", "energy"),
        ({"seed": -1}, "seed_impossible", "seed"),
        ({"hit_points": (HitPoint(time_s=59.5),)}, "hit_points_impossible", "latest_s"),
        ({"hit_points": tuple(HitPoint(time_s=t) for t in range(1, 40))}, "hit_points_impossible", "most"),
    ],
)
def test_impossible_parameters_are_refused(parameters, code, allowed):
    with pytest.raises(CodedError) as caught:
        plan_of("calm pop", **parameters)
    assert caught.value.code == code
    assert caught.value.allowed[allowed] is not None


def test_parameters_alone_are_enough_and_strange_words_no_hindrance():
    assert plan_of(genre="jazz").genre == "jazz"
    piece = make_plan(PlanRequest("музыка", genre="jazz"))
    assert (piece.plan.genre, [remark.code for remark in piece.remarks]) == ("jazz", ["prompt_not_used"])
    with pytest.raises(CodedError, match="prompt_empty"):
        plan_of()
    assert "genre_assumed" in remarks_of("make me some music please")
    assert {"singing_not_made", "artist_not_imitated"} <= remarks_of("pop in the style of Adele with vocals")
    assert "tempo_unusual" in remarks_of("ambient, 200 bpm")
    assert "\x00" not in plan_of("calm\x00 pop").prompt


def test_a_plan_is_made_in_a_blink():
    request = PlanRequest(
        "epic orchestral trailer with choir, 3 minutes, in D minor, no piano, intro, build, chorus, outro"
    )
    make_plan(request)
    times = []
    for seed in range(5):
        begin = time.process_time()
        make_plan(PlanRequest(request.prompt, seed=seed))
        times.append(time.process_time() - begin)
    assert min(times) < 0.1


@pytest.mark.parametrize("genre", GENRES)
@pytest.mark.parametrize("key", ["D major", "F# minor"])
def test_who_asks_for_a_key_gets_chords_that_sound_like_it(genre, key):
    for seed in range(5):
        plan = make_plan(PlanRequest(genre=genre, key=key, duration_s=90, seed=seed)).plan
        for section in plan.sections[:-1]:  # the last one is written out to its cadence
            if section.kind not in ("build", "bridge", "breakdown"):
                chords = Progression(section.progression, section.chord_bars)
                assert clearness(chords, minor="minor" in key) >= -0.05, section.progression

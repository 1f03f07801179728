"""Edits leave everything else in a plan the same, and every fault of an edited plan is named by its path."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audiostudio.audio.errors import CodedError
from audiostudio.engines.composition.plan import HitPoint
from audiostudio.engines.composition.planning.checking import PlanInvalidError, check_plan, section_starts_s
from audiostudio.engines.composition.planning.editing import cut_to, extend, mute, swap_instrument, vary_section
from audiostudio.engines.composition.planning.genres import GENRES
from audiostudio.engines.composition.planning.planner import PlanRequest, make_plan


def plan_of(prompt, **parameters):
    return make_plan(PlanRequest(prompt=prompt, **parameters)).plan


PLAN = plan_of("epic cinematic, 2 minutes", seed=5)


def as_data(**changes):
    return {**PLAN.model_dump(mode="json"), **changes}


def faults_of(data):
    with pytest.raises(PlanInvalidError) as caught:
        check_plan(data)
    assert caught.value.code == "plan_invalid"
    assert caught.value.allowed["faults"] == [{"path": path, "message": told} for path, told in caught.value.faults]
    assert all(path in caught.value.detail for path, _ in caught.value.faults[:12])
    return dict(caught.value.faults)


def test_a_good_plan_comes_back():
    assert check_plan(as_data()) == PLAN


def edited(path, value):
    data = as_data()
    *steps, last = path
    place = data
    for step in steps:
        place = place[step]
    place[last] = value
    return data


@pytest.mark.parametrize(
    ("path", "value", "named"),
    [
        (("sections", 2, "progression"), ["i", "H7"], "sections[2].progression[1]"),
        (("sections", 0, "progression"), ["I/7"], "sections[0].progression[0]"),
        (("sections", 1, "roles"), ["riff"], "sections[1].roles[0]"),
        (("sections", 1, "roles"), ["drums", "drums"], "sections[1].roles[1]"),
        (("sections", 3, "last_bar_beats"), 9, "sections[3].last_bar_beats"),
        (("parts", 0, "instrument"), "kazoo", "parts[0].instrument"),
        (("parts", 0, "instrument"), "rock_kit", "parts[0].instrument"),
        (("parts", 1, "role"), "pad", "parts[1].role"),
        (("key",), "H minor", "key"),
        (("duration_s",), 60, "sections"),
        (("duration_s",), 160, "duration_s"),
        (("ending",), "loop", "duration_s"),
        (("hit_points",), [{"time_s": 12.3}], "hit_points[0].time_s"),
        (("bpm",), 20, "bpm"),
        (("bpm",), "fast", "bpm"),
        (("metre",), "13/16", "metre"),
        (("sections", 0, "bars"), 0, "sections[0].bars"),
        (("sections", 0, "energy"), 7, "sections[0].energy"),
        (("sections", 0, "colour"), "red", "sections[0].colour"),
        (("sections",), [], "sections"),
        (("version",), 2, "version"),
    ],
)
def test_every_fault_is_named_by_its_path(path, value, named):
    assert named in faults_of(edited(path, value))


def test_all_faults_are_named_at_once():
    data = edited(("sections", 2, "progression"), ["i", "H7"])
    data["key"] = "Q"
    data["parts"][0]["instrument"] = "kazoo"
    data["duration_s"] = 60
    assert set(faults_of(data)) >= {"sections[2].progression[1]", "key", "parts[0].instrument", "sections"}


def test_more_faults_of_meaning():
    data = as_data(bpm=300.0)
    data["sections"] = [{**section, "chord_bars": 0.25} for section in data["sections"]]
    data["metre"] = "2/4"
    assert "sections[0].chord_bars" in faults_of(data)
    voice = as_data(under_voice=True)
    assert any(path.startswith("parts[") for path in faults_of(voice))
    assert "bpm" in faults_of(as_data(bpm=250, metre="6/8"))
    for nonsense in ({}, {"sections": "none"}, {"sections": [None]}):
        assert faults_of(nonsense)


@settings(max_examples=60)
@given(
    data=st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(max_size=8),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
        max_leaves=8,
    ),
    key=st.sampled_from(sorted(as_data())),
)
def test_any_data_are_a_plan_or_name_their_faults(data, key):
    try:
        check_plan(as_data(**{key: data}))
    except PlanInvalidError as error:
        faults = error.faults
        assert all(path and told for path, told in faults)


def test_varying_a_section_changes_it_alone():
    varied = vary_section(PLAN, 3)
    assert varied.sections[3].variation == PLAN.sections[3].variation + 1
    assert varied.model_copy(update={"sections": PLAN.sections}) == PLAN
    assert [a == b for a, b in zip(varied.sections, PLAN.sections, strict=True)].count(False) == 1
    with pytest.raises(CodedError, match="section_unknown"):
        vary_section(PLAN, 99)


def test_swapping_and_muting_change_a_part_alone():
    swapped = swap_instrument(PLAN, "lead", "violin")
    assert {part.role: part.instrument for part in swapped.parts}["lead"] == "violin"
    assert swapped.sections == PLAN.sections
    assert [a == b for a, b in zip(swapped.parts, PLAN.parts, strict=True)].count(False) == 1
    muted = mute(PLAN, "drums")
    assert [part.role for part in muted.parts if part.is_muted] == ["drums"]
    assert mute(muted, "drums", is_muted=False) == PLAN
    with pytest.raises(CodedError, match="role_unknown") as caught:
        mute(PLAN, "riff")
    assert "lead" in caught.value.allowed["role"]
    for instrument in ("kazoo", "rock_kit"):
        with pytest.raises(CodedError, match="instrument_unknown") as caught:
            swap_instrument(PLAN, "lead", instrument)
        assert "flute" in caught.value.allowed["instrument"]


@pytest.mark.parametrize("genre", GENRES)
@pytest.mark.parametrize("seconds", [15.0, 30.0, 60.0])
def test_short_versions_are_the_same_piece(genre, seconds):
    plan = plan_of("", genre=genre, duration_s=180, seed=2)
    short = cut_to(plan, seconds)
    assert check_plan(short.model_dump(mode="json")) == short
    assert short.duration_s == seconds
    assert 1.5 <= seconds - section_starts_s(short)[-1] <= 6
    kept = ("genre", "mood", "seed", "bpm", "swing", "metre", "key", "parts", "ending", "prompt")
    assert all(getattr(short, name) == getattr(plan, name) for name in kept)
    places = [section.place for section in short.sections]
    assert places == sorted(places)
    assert len(set(places)) == len(places)
    best = max(s.energy for s in plan.sections if s.kind in ("chorus", "drop", "theme", "verse"))
    assert best in [section.energy for section in short.sections]
    for section in short.sections:
        original = plan.sections[section.place]
        assert (section.kind, section.roles, section.variation) == (original.kind, original.roles, original.variation)
    assert short.sections[-1].progression[-1] in (GENRES[genre].cadence_major[1], GENRES[genre].cadence_minor[1])


@settings(max_examples=60)
@given(
    prompt=st.sampled_from(("pop", "techno loop", "jazz, fade out", "waltz", "metal with a hard stop")),
    duration_s=st.floats(8, 300),
    seconds=st.floats(0.5, 200),
    hit=st.one_of(st.none(), st.floats(3, 6)),
)
def test_a_longer_version_keeps_what_was_there(prompt, duration_s, seconds, hit):
    hits = (HitPoint(time_s=hit),) if hit and "loop" not in prompt else ()
    plan = plan_of(prompt, duration_s=duration_s, hit_points=hits)
    longer = extend(plan, seconds)
    assert check_plan(longer.model_dump(mode="json")) == longer
    if plan.ending == "loop":
        bar_s = 240 / plan.bpm
        assert longer.duration_s - duration_s == pytest.approx(max(1, round(seconds / bar_s)) * bar_s)
    else:
        assert longer.duration_s == pytest.approx(duration_s + seconds)
    assert (longer.bpm, longer.key, longer.parts, longer.hit_points) == (
        plan.bpm,
        plan.key,
        plan.parts,
        plan.hit_points,
    )
    old = {section.place if section.place is not None else place for place, section in enumerate(longer.sections)}
    assert set(range(len(plan.sections))) <= old
    for place, section in enumerate(plan.sections):
        same = next(
            each for n, each in enumerate(longer.sections) if (n if each.place is None else each.place) == place
        )
        assert same.model_copy(update={"place": section.place}) == section


def test_impossible_edits_are_refused():
    for edit, seconds in ((cut_to, 500), (cut_to, 0.1), (extend, 4000), (extend, -3), (extend, 0)):
        with pytest.raises(CodedError, match="duration_impossible"):
            edit(PLAN, seconds)

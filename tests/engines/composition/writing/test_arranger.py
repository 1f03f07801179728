"""Scores of plans: what holds for any plan, and what an edit may change."""

import time
from itertools import pairwise
from typing import get_args

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from audiostudio.audio.errors import CodedError
from audiostudio.audio.instruments.catalogue import INSTRUMENTS
from audiostudio.engines.composition.plan import Genre, Metre, Part, Plan, SectionKind
from audiostudio.engines.composition.writing.arranger import write_score
from audiostudio.engines.composition.writing.measures import notes_of, range_violations, runs
from tests.support.plans import EVERY_ROLE, song

PITCHED = sorted(name for name, one in INSTRUMENTS.items() if one.family != "drums")
KITS = sorted(name for name, one in INSTRUMENTS.items() if one.family == "drums")
ALL = (*EVERY_ROLE, ("bass", "finger_bass"), ("percussion", "latin_kit"))
NUMERALS = {
    "major": ("I", "V", "vi", "IV", "ii7", "V7", "Imaj7", "bVII", "I/3", "V/ii", "IVsus2", "I5", "viio"),
    "minor": ("i", "VI", "III", "VII", "iv7", "V7", "i9", "bII", "isus4"),
}


@st.composite
def plans(draw):
    mode = draw(st.sampled_from(("major", "minor")))
    roles = draw(st.lists(st.sampled_from([role for role, _ in ALL]), min_size=1, max_size=11, unique=True))
    parts = tuple((role, draw(st.sampled_from(KITS if role in ("drums", "percussion") else PITCHED))) for role in roles)
    metre = draw(st.sampled_from(get_args(Metre)))
    bars = draw(st.integers(1, 6))
    kinds = tuple(draw(st.lists(st.sampled_from(get_args(SectionKind)), min_size=1, max_size=4)))
    bpm = draw(st.sampled_from((40.0, 97.3, 180.0)))
    assume((bars * len(kinds) > 1) or bpm == 40)  # a plan lasts a second at least
    last_bar_beats = draw(st.sampled_from((None, 2, 5)))
    return song(
        draw(st.sampled_from(get_args(Genre))),
        key=f"{draw(st.sampled_from(('C', 'F#', 'Bb', 'E')))} {mode}",
        metre=metre,
        bpm=bpm,
        seed=draw(st.integers(0, 2**32 - 1)),
        kinds=kinds,
        bars=bars,
        energies=tuple(draw(st.lists(st.floats(0, 1), min_size=1, max_size=4))),
        progression=tuple(draw(st.lists(st.sampled_from(NUMERALS[mode]), min_size=1, max_size=5))),
        chord_bars=draw(st.sampled_from((0.25, 0.5, 1.0, 1.5, 2.0))),
        parts=parts,
        ending=draw(st.sampled_from(("cadence", "fade", "loop", "stop"))),
        ring_s=draw(st.sampled_from((0.0, 1.7))),
        last_bar_beats=last_bar_beats,
        swing=draw(st.sampled_from((1.0, 1.5, 2.0))),
        under_voice=draw(st.booleans()),
    )


@settings(max_examples=60)
@given(plans())
def test_every_score_keeps_range_length_and_keys(plan):
    score = write_score(plan)
    assert range_violations(score) == 0
    assert [part.role for part in score.parts] == [part.role for part in plan.parts]
    for part in score.parts:
        notes = part.performance.notes
        assert [note.onset_s for note in notes] == sorted(note.onset_s for note in notes)
        ends = {}
        for note in notes:
            assert 0 <= note.onset_s < note.offset_s <= plan.duration_s
            assert 1 <= note.velocity <= 127
            assert ends.get(note.midi_pitch, 0.0) <= note.onset_s + 1e-9, "a key that already sounds"
            ends[note.midi_pitch] = note.offset_s
        for line in (part.performance.expression, part.performance.vibrato_semitones, part.performance.brightness):
            times = [at for at, _ in line]
            assert times == sorted(times)
            assert all(-1 <= value <= 1 for _, value in line)
        assert all(down < up <= plan.duration_s for down, up in part.performance.pedal_down)
    for spans in (score.chords, score.sections):
        assert spans[0].start_s == 0
        assert all(before.end_s == pytest.approx(after.start_s) for before, after in pairwise(spans))
        assert spans[-1].end_s == pytest.approx(score.bars[-1].end_s)
    if plan.ending == "loop":
        assert score.bars[-1].end_s == pytest.approx(plan.duration_s)


@settings(max_examples=10)
@given(plans())
def test_a_plan_has_one_score(plan):
    first = write_score(plan)
    assert write_score(Plan.model_validate_json(plan.model_dump_json())) == first


def changed_section(plan, number, **values):
    sections = list(plan.sections)
    sections[number] = sections[number].model_copy(update=values)
    return plan.model_copy(update={"sections": tuple(sections)})


@pytest.mark.parametrize("genre", ["pop", "jazz", "trance", "folk", "metal", "salsa"])
def test_another_variation_writes_one_section_anew_and_nothing_else(genre):
    plan = song(genre, parts=ALL, bars=4)
    before, after = write_score(plan), write_score(changed_section(plan, 2, variation=1))
    span = before.sections[2]
    for old, new in zip(before.parts, after.parts, strict=True):
        outside = [
            [note for note in part.performance.notes if not span.start_s - 1e-9 <= note.onset_s < span.end_s - 1e-9]
            for part in (old, new)
        ]
        assert outside[0] == outside[1], old.role
    assert notes_of(before, "lead") != notes_of(after, "lead")


@pytest.mark.parametrize(("role", "instrument"), [("lead", "violin"), ("chords", "organ"), ("bass", "synth_bass")])
def test_another_instrument_changes_its_own_part_alone(role, instrument):
    instrument = {"organ": "drawbar_organ"}.get(instrument, instrument)
    plan = song("pop", parts=ALL, bars=4)
    parts = tuple(
        part.model_copy(update={"instrument": instrument}) if part.role == role else part for part in plan.parts
    )
    before, after = write_score(plan), write_score(plan.model_copy(update={"parts": parts}))
    for old, new in zip(before.parts, after.parts, strict=True):
        assert (old.performance == new.performance) == (old.role != role)


def test_a_lead_of_another_instrument_moves_by_octaves():
    scores = [write_score(song(parts=(("lead", name),))) for name in ("flute", "piano", "cello", "trumpet")]
    # In sixteenths of 125 ms, for hands differ by milliseconds.
    lines = [[(round(note.onset_s * 8), note.midi_pitch % 12) for note in notes_of(score, "lead")] for score in scores]
    assert lines[0] == lines[1] == lines[2] == lines[3]


def test_muted_parts_are_written_all_the_same():
    plan = song(parts=(("lead", "flute"), ("chords", "piano")), bars=2)
    muted = plan.model_copy(update={"parts": tuple(part.model_copy(update={"is_muted": True}) for part in plan.parts)})
    assert write_score(muted).parts == write_score(plan).parts


def test_no_two_seeds_share_eight_notes_of_a_lead():
    seen = {}
    for seed in range(100):
        score = write_score(song("pop", seed=seed, kinds=("verse", "chorus"), parts=(("lead", "flute"),)))
        for run in runs(score):
            assert seen.setdefault(run, seed) == seed


def test_bars_follow_the_plans_tempi_and_last_beats():
    """Two bars of 4/4 at 120, the last of three beats; then two at 90: 2 + 1.5 + 2 bars of 2.667 s."""
    plan = song(kinds=("verse", "chorus"), bars=2, parts=(("drums", "rock_kit"),))
    plan = changed_section(changed_section(plan, 0, last_bar_beats=3), 1, bpm=90.0)
    score = write_score(plan)
    starts = [bar.start_s for bar in score.bars]
    assert starts == pytest.approx([0, 2, 3.5, 3.5 + 8 / 3])
    assert [bar.beats for bar in score.bars] == [4, 3, 4, 4]
    kicks = [note.onset_s for note in notes_of(score, "drums") if note.midi_pitch == 36]
    for start in starts[:3]:
        assert min(abs(kick - start) for kick in kicks) < 0.02


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"key": "H major"}, "key_unknown"),
        ({"parts": (Part(role="lead", instrument="theremin"),)}, "instrument_unknown"),
        ({"duration_s": 5.0}, "plan_too_long"),
    ],
)
def test_plans_that_cannot_be_written_are_refused(change, code):
    with pytest.raises(CodedError) as refused:
        write_score(song().model_copy(update=change))
    assert refused.value.code == code


def test_unknown_chords_are_refused():
    with pytest.raises(CodedError) as refused:
        write_score(song(progression=("I", "Z")))
    assert refused.value.code == "numeral_unknown"


def test_writing_can_be_stopped():
    def stop():
        raise TimeoutError

    with pytest.raises(TimeoutError):
        write_score(song(), stop)


def test_half_a_minute_is_written_in_no_time_and_an_hour_in_little():
    """Bounds are loose, for the machine may be busy: the work of an hour must not grow faster than its length."""
    write_score(song(bars=2, parts=ALL))
    began = time.process_time()
    write_score(song(bars=2, kinds=("intro", "verse", "chorus", "outro"), seed=3, parts=ALL))
    assert time.process_time() - began < 0.4
    began = time.process_time()
    few = (("drums", "rock_kit"), ("chords", "piano"), ("lead", "flute"))
    score = write_score(song("corporate", bpm=60.0, bars=50, kinds=("theme",) * 18, ring_s=0.0, parts=few))
    assert score.bars[-1].end_s == 3600
    assert time.process_time() - began < 30

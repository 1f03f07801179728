"""Plans in time, how pieces end, and how playing is shaped."""

import itertools

import pytest

from audiostudio.engines.composition.writing.arranger import write_score
from audiostudio.engines.composition.writing.layout import laid_out
from audiostudio.engines.composition.writing.measures import notes_of
from tests.support.plans import song

PIANO = (("chords", "piano"), ("bass", "finger_bass"), ("lead", "flute"), ("drums", "rock_kit"), ("pad", "strings"))


def value_at(line, time_s):
    before = line[0]
    for point in line:
        if point[0] > time_s:
            share = (time_s - before[0]) / (point[0] - before[0])
            return before[1] + share * (point[1] - before[1])
        before = point
    return before[1]


def part(score, role):
    return next(one.performance for one in score.parts if one.role == role)


def test_chords_change_on_beats_and_repeat_to_the_end():
    """Chords of a bar and a half in 4/4 at 120: every three seconds, the last one cut by the section's end."""
    chords = laid_out(song(kinds=("verse",), bars=4, chord_bars=1.5, progression=("I", "IV"), ending="fade")).chords
    assert [(chord.start_s, chord.end_s, chord.name) for chord in chords] == [(0, 3, "C"), (3, 6, "F"), (6, 8, "C")]


def test_a_cadence_leads_home_unless_the_plan_does():
    def names(**more):
        return [chord.name for chord in laid_out(song(kinds=("verse",), bars=4, **more)).chords]

    assert names() == ["C", "G", "C"]  # C, G, Am, F: the third bar becomes the dominant, the last the tonic
    assert names(progression=("I", "IV", "V7", "Imaj7")) == ["C", "F", "G7", "Cmaj7"]
    assert names(genre="rock", key="A minor")[-2:] == ["G", "Am"]
    assert names(progression=("vi",)) == ["Am", "C"]  # a vamp is not interrupted before its last bar
    assert names(ending="loop") == ["C", "G", "Am", "F"]


def test_all_end_together_and_ring():
    plan = song(parts=PIANO, bars=4)
    score = write_score(plan)
    last = score.bars[-1]
    for role in ("chords", "bass", "pad"):
        final = [note for note in notes_of(score, role) if note.onset_s > last.start_s - 0.02]
        assert final, role
        assert all(note.onset_s == pytest.approx(last.start_s, abs=0.1) for note in final)
        assert all(last.end_s < note.offset_s <= plan.duration_s for note in final)
    strings = part(score, "pad")
    assert value_at(strings.expression, plan.duration_s) == 0
    assert part(score, "chords").pedal_down[-1][1] == plan.duration_s


def test_a_stop_is_one_hit():
    score = write_score(song(parts=PIANO, ending="stop", bars=4))
    last = score.bars[-1]
    for one in score.parts:
        final = [note for note in one.performance.notes if note.onset_s > last.start_s - 0.02]
        assert final, one.role
        assert all(note.onset_s < last.start_s + 0.1 for note in final), one.role
        assert all(note.offset_s <= last.start_s + 0.4 for note in final), one.role


def test_a_fade_falls_to_nothing_in_every_part():
    """A fifth of the length, but at most 12 s; amplitude is the square of expression and falls evenly."""
    plan = song(parts=PIANO, ending="fade", bars=5, kinds=("verse",) * 7, ring_s=0.0)
    for one in write_score(plan).parts:
        line = one.performance.expression
        assert value_at(line, 70.0) == 0
        full = value_at(line, 58.0)
        assert value_at(line, 64.0) ** 2 == pytest.approx(full**2 / 2, rel=0.02)


def test_a_loop_leads_to_its_beginning():
    score = write_score(song(parts=PIANO, ending="loop", bars=4))
    end_s = score.bars[-1].end_s
    assert score.duration_s == pytest.approx(end_s)
    assert max(note.offset_s for one in score.parts for note in one.performance.notes) <= end_s + 1e-9
    onsets = [note.onset_s for note in notes_of(score, "drums")]
    assert any(onset > score.bars[-1].start_s + 1 for onset in onsets), "it plays on to the end"


def test_the_pedal_changes_just_behind_the_chord():
    score = write_score(song(parts=PIANO, bars=4))
    downs = part(score, "chords").pedal_down
    for (_, up), (down, _) in itertools.pairwise(downs):
        assert up < down
    changes = [chord.start_s for chord in score.chords[1:]]
    assert all(0 < up - change < 0.06 for (_, up), change in zip(downs[:-1], changes, strict=True))
    assert part(write_score(song("funk", parts=PIANO, bars=4)), "chords").pedal_down == ()


def test_long_notes_swell_and_vibrate_and_short_ones_do_not():
    score = write_score(song(parts=(("lead", "violin"),), bars=4, seed=2))
    performance = part(score, "lead")
    # The very last dies away.
    long = [note for note in performance.notes[:-1] if note.offset_s - note.onset_s > 1.2]
    assert long
    for note in long:
        middle = note.onset_s + 0.6 * (note.offset_s - note.onset_s)
        assert value_at(performance.vibrato_semitones, note.onset_s + 0.1) == 0
        assert 0.1 < value_at(performance.vibrato_semitones, middle) < 0.5
        assert value_at(performance.expression, note.onset_s) < value_at(performance.expression, middle)
    assert part(write_score(song(parts=(("lead", "piano"),), bars=4)), "lead").vibrato_semitones == ()


def test_builds_grow_and_open():
    plan = song(
        "trance",
        kinds=("build", "drop"),
        energies=(0.6, 0.9),
        bars=8,
        parts=(("pad", "warm_pad"), ("chords", "super_saw")),
    )
    performance = part(write_score(plan), "pad")
    peaks = [max(value for at, value in performance.expression if 4 * bar <= at < 4 * bar + 4) for bar in range(4)]
    assert peaks == sorted(peaks)
    assert (
        value_at(performance.brightness, 0.1)
        < value_at(performance.brightness, 8)
        < value_at(performance.brightness, 15.9)
    )


def test_slides_begin_at_the_other_key_and_arrive():
    score = write_score(song("rock", parts=(("lead", "overdriven_guitar"),), seed=4))
    slid = [note for note in part(score, "lead").notes if note.bends_semitones]
    assert slid
    for note in slid:
        assert note.bends_semitones[0] in (-1.0, -2.0)
        assert note.bends_semitones[-1] == 0
        assert list(note.bends_semitones) == sorted(note.bends_semitones)
        assert len(note.bends_semitones) / (22_050 / 256) < 0.12

"""Figures in free text: tempo, key, metre, length, bars and hit points."""

import pytest

from audiostudio.audio.errors import CodedError
from audiostudio.engines.composition.planning.figures import read_figures


@pytest.mark.parametrize(
    ("text", "bpm"),
    [
        ("lofi at 82 bpm", 82),
        ("124BPM house", 124),
        ("bpm: 95", 95),
        ("tempo of 100", 100),
        ("128-130 bpm techno", 129),
        ("120 to 124 bpm", 122),
        ("92.5 bpm", 92.5),
        ("techno @ 132", 132),
        ("at 128, in F minor", 128),
        ("liquid, 174", 174),
        ("one hundred and twenty bpm", 120),
        ("ninety bpm", 90),
        ("100 beats per minute", 100),
    ],
)
def test_tempos(text, bpm):
    assert read_figures(text)[0].bpm == bpm


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("in A minor", (9, "minor")),
        ("in the key of Eb, 3/4", (3, "major")),
        ("F# major ballad", (6, "major")),
        ("in C# minor", (1, "minor")),
        ("Dm", (2, "minor")),
        ("G#m trap", (8, "minor")),
        ("key of Bb", (10, "major")),
        ("E flat major", (3, "major")),
        ("B flat jazz", (10, "major")),
        ("in b minor", (11, "minor")),
        ("at the end in A", (9, "major")),
        ("D dorian", (2, "dorian")),
        ("key: 8A", (9, "minor")),
    ],
)
def test_keys(text, key):
    assert read_figures(text)[0].key == key


@pytest.mark.parametrize(
    "text", ["a flat sound", "for a major brand", "a minor change", "B-roll", "plan B", "I am happy"]
)
def test_what_is_no_key(text):
    assert read_figures(text)[0].key is None


def test_a_mode_alone():
    assert read_figures("a sad song in a minor key")[0].mode == "minor"
    assert read_figures("in major")[0].mode == "major"


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("30 seconds", 30),
        ("30-second ad", 30),
        ("2:30 long", 150),
        ("1:00:00", 3600),
        ("a minute and a half", 90),
        ("15s loop", 15),
        ("two minutes", 120),
        ("2 and a half minutes", 150),
        ("1 min 30 s", 90),
        ("2m30s", 150),
        ("half a minute", 30),
        ("an hour", 3600),
        ("1.5 minutes", 90),
        ("2-3 minutes", 150),
        ("thirty second intro", 30),
        ("60s ad", 60),
        ("80s synthwave 30s", 30),
        ("a 30 sec. promo", 30),
        ("length: 45s", 45),
    ],
)
def test_lengths(text, seconds):
    assert read_figures(text)[0].duration_s == seconds


@pytest.mark.parametrize(
    "text", ["90s hip hop", "60s surf rock", "the 1980s", "swing 1940s", "808s", "24/7", "the '20s"]
)
def test_what_is_no_length(text):
    assert read_figures(text)[0].duration_s is None


@pytest.mark.parametrize(
    ("text", "metre"), [("waltz in 3/4", "3/4"), ("6/8 time", "6/8"), ("time signature 5/4", "5/4"), ("12/8", "12/8")]
)
def test_metres(text, metre):
    assert read_figures(text)[0].metre == metre


def test_bars_and_hits():
    assert read_figures("16 bar loop")[0].bars == 16
    assert read_figures("12 bar blues")[0].bars is None
    assert read_figures("slow blues, 12 bar")[0].bars is None
    assert read_figures("drop at 0:30 and 0:45")[0].hits_s == (30, 45)
    figures, rest = read_figures("hits at 12.5s, 20s and 31 seconds, 40 seconds long")
    assert (figures.hits_s, figures.duration_s) == ((12.5, 20, 31), 40)
    assert "12" not in rest


def test_the_first_of_two_counts_and_the_second_is_told():
    figures, _ = read_figures("120 bpm, no, 140 bpm")
    assert (figures.bpm, figures.repeats) == (120, ["140 bpm"])


@pytest.mark.parametrize(
    ("text", "code", "allowed"),
    [
        ("0 bpm", "bpm_impossible", "bpm"),
        ("999 bpm", "bpm_impossible", "bpm"),
        ("-5 bpm", "bpm_impossible", "bpm"),
        ("0 seconds", "duration_impossible", "duration_s"),
        ("5000 seconds", "duration_impossible", "duration_s"),
        ("10 hours", "duration_impossible", "duration_s"),
        ("13/16 time", "metre_unknown", "metre"),
        ("9/4", "metre_unknown", "metre"),
        ("in H minor", "key_unknown", "key"),
        ("key of Z", "key_unknown", "key"),
    ],
)
def test_what_is_impossible_is_refused(text, code, allowed):
    with pytest.raises(CodedError, match=code) as caught:
        read_figures(text)
    assert caught.value.allowed[allowed]

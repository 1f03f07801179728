"""Requests: what is settled before a generator begins, and what is refused with the options that there are."""

import numpy as np
import pytest

from audiostudio.engines.music_generation.options import KEYS, MusicRefusal, Option, number, text, whole
from audiostudio.engines.music_generation.request import MusicRequest, Source, settle

RATE_HZ = 1_000
OPTIONS = {
    "prompt": text(20),
    "duration_s": number(2, 60, 10),
    "bpm": whole(30, 300),
    "key": Option(choices=tuple(KEYS)),
    "lyrics": text(30),
    "instrumental": Option(),
    "steps": whole(1, 100, 50),
    "repaint": Option(),
    "cover": number(0, 1),
    "extend": Option(),
}
FIVE_SECONDS = np.zeros((2, 5_000), np.float32)


def settled(**asked: object) -> dict[str, object]:
    return settle(MusicRequest(**{"prompt": "calm piano", **asked}), "Somebody", OPTIONS, RATE_HZ)


def test_what_is_left_out_is_as_the_options_say_or_not_there_at_all():
    assert settled() == {"prompt": "calm piano", "duration_s": 10.0, "steps": 50}
    assert settled(bpm=120, key="Eb minor", duration_s=12.5, steps=8) == {
        "prompt": "calm piano",
        "duration_s": 12.5,
        "bpm": 120,
        "key": "Eb minor",
        "steps": 8,
    }


@pytest.mark.parametrize(
    ("asked", "code", "said"),
    [
        ({"prompt": "  "}, "prompt_missing", "words"),
        ({"prompt": "x" * 21}, "option_out_of_range", "prompt: it has 21 characters, and 20 are the most"),
        ({"temperature": 1.0}, "option_unsupported", "Somebody does not understand temperature; it understands prompt"),
        ({"loop": False}, "option_unsupported", "loop"),
        ({"bpm": 29}, "option_out_of_range", "bpm: 29 is not a whole number from 30 to 300"),
        ({"bpm": 120.5}, "option_out_of_range", "whole"),
        ({"duration_s": float("nan")}, "option_out_of_range", "duration_s: nan"),
        ({"duration_s": float("inf")}, "option_out_of_range", "duration_s: inf"),
        ({"key": "H major"}, "option_out_of_range", "key: 'H major' is none"),
        ({"lyrics": "la", "instrumental": True}, "options_contradictory", "instrumental"),
        ({"source": Source(FIVE_SECONDS, "repaint", 3, 2)}, "option_out_of_range", "no stretch"),
        ({"source": Source(FIVE_SECONDS, "repaint", 3, 6)}, "option_out_of_range", "5.00 s"),
        ({"source": Source(FIVE_SECONDS, "extend"), "duration_s": 4.0}, "option_out_of_range", "no extension"),
        ({"source": Source(FIVE_SECONDS, "cover", strength=2)}, "option_out_of_range", "strength: 2"),
        ({"source": Source(FIVE_SECONDS, "cover"), "duration_s": 9.0}, "options_contradictory", "leave duration_s out"),
        ({"source": Source(FIVE_SECONDS[:, :1_000], "cover")}, "option_out_of_range", "duration_s: 1 is not"),
    ],
)
def test_what_cannot_be_is_refused_with_what_would(asked, code, said):
    with pytest.raises(MusicRefusal) as refusal:
        settled(**asked)
    assert refusal.value.code == code
    assert said in refusal.value.detail
    assert refusal.value.allowed or code in ("prompt_missing", "options_contradictory")


def test_a_change_of_another_sound_has_its_length():
    assert settled(source=Source(FIVE_SECONDS, "repaint", 1, 2))["duration_s"] == 5
    assert settled(source=Source(FIVE_SECONDS, "extend"), duration_s=8.0)["duration_s"] == 8


def test_an_option_says_of_itself_what_it_has_and_no_more():
    assert whole(1, 9, 3).described() == {"least": 1, "most": 9, "whole": True, "default": 3}
    assert Option().described() == {}
    assert len(KEYS) == 2 * (12 + 5), "twelve tonics, five of them with two names, in two modes"

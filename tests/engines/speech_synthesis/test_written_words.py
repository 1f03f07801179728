"""Subtitles show what was written, each word once, with the time of all that is said of it."""

import pytest

from audiostudio.engines.speech_synthesis.synthesizer import SpokenTime
from audiostudio.engines.speech_synthesis.written_words import written_segments
from audiostudio.engines.text.spoken_text import SpokenWord


def spoken(text: str, *said: tuple[str, str] | tuple[str, str, str]) -> list[SpokenTime]:
    """Return words said one a second: what is said, what of the text it stands for, the punctuation after it."""
    times = []
    position = 0
    for number, (word, written, *tail) in enumerate(said):
        found = text.find(written, position)
        start = found if found >= 0 else text.rfind(written)
        if found >= 0 and (number + 1 == len(said) or said[number + 1][1] != written):
            position = start + len(written)
        times.append(
            SpokenTime(SpokenWord(word, "ə", start, start + len(written), tail="".join(tail)), number, number + 1)
        )
    return times


def lines(text: str, times: list[SpokenTime]) -> list[str]:
    return [segment.text for segment in written_segments(text, times)]


def test_words_of_one_written_form_are_one_word():
    text = "It costs $20.50 now."
    times = spoken(
        text, ("it", "It"), ("costs", "costs"), ("twenty", "$20.50"), ("fifty", "$20.50"), ("now", "now", ".")
    )
    (segment,) = written_segments(text, times)
    assert segment.text == text
    assert [(word.text, word.start_s, word.end_s) for word in segment.words][2] == (" $20.50", 2, 4)


@pytest.mark.parametrize(
    ("text", "said", "expected"),
    [
        ("Yes! No?", [("yes", "Yes", "!"), ("no", "No", "?")], ["Yes!", "No?"]),
        ('"Stop," he said.', [("stop", "Stop", ","), ("he", "he"), ("said", "said", ".")], ['"Stop," he said.']),
        ("well-known", [("well", "well"), ("known", "known")], ["well-known"]),
        ("a  b\nc", [("a", "a"), ("b", "b"), ("c", "c")], ["a b c"]),
        ("<speak>One <break/> two.</speak>", [("one", "One"), ("two", "two", ".")], ["One two."]),
        ("R&amp;B rocks", [("r and b", "R&amp;B"), ("rocks", "rocks")], ["R&B rocks"]),
        ("nothing", [], []),
    ],
)
def test_the_text_comes_back_as_it_was_written(text, said, expected):
    assert lines(text, spoken(text, *said)) == expected


def test_a_text_without_full_stops_is_cut():
    text = " ".join(f"w{number:03}" for number in range(150))
    found = lines(text, spoken(text, *((word, word) for word in text.split())))
    assert " ".join(found) == text
    assert max(len(one.split()) for one in found) == 60

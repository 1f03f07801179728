"""Subtitles say every word, keep the bounds of the trade, and read back as they were meant."""

import json
import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiostudio.audio.speech.cues import make_cues, width
from audiostudio.audio.speech.subtitle_files import FORMATS, transcript_file
from audiostudio.audio.speech.transcript import Segment, Transcript, Word, joined, whole_words
from tests.support.subtitle_reading import read_srt, read_vtt

LONGEST_LINE, MOST_LINES, LONGEST_CUE_MS = 42, 2, 7000  # the trade's, not the code's


def transcript(*segments: Segment) -> Transcript:
    end_s = max((segment.end_s for segment in segments), default=0.0)
    return Transcript("en", 0.9, end_s, end_s, 0.0, segments)


def spoken(text: str, start_s: float = 0.0, word_s: float = 0.3, speaker: int | None = None) -> Segment:
    """Say a text at an even pace."""
    return Segment(
        tuple(
            Word(f" {word}", start_s + number * word_s, start_s + (number + 1) * word_s, 0.9)
            for number, word in enumerate(text.split())
        ),
        speaker,
    )


def heard(*pieces: str) -> Segment:
    """Return words in the pieces in which a recognizer writes them."""
    return Segment(tuple(Word(piece, 0.3 * number, 0.3 * number + 0.3, 0.9) for number, piece in enumerate(pieces)))


@pytest.mark.parametrize(
    ("pieces", "words"),
    [
        ((" costs", " $3", ".50", "."), ["costs", "$3.50", "."]),
        ((" about", " 1", ",250", ".75", " pounds"), ["about", "1,250.75", "pounds"]),
        ((" call", " 555", "-0199", " now"), ["call", "555-0199", "now"]),
        ((" at", " 10", ":30", " on", " 5", "/", "6", "/", "24"), ["at", "10:30", "on", "5/6/24"]),
        ((" 60", "%", " of", " $", "5"), ["60%", "of", "$5"]),
        ((" my", " mother", "-in", "-law"), ["my", "mother-in-law"]),
        (("今天", "是", "星期", "五"), ["今天", "是", "星期", "五"]),
    ],
)
def test_pieces_of_a_number_are_one_word(pieces: tuple[str, ...], words: list[str]) -> None:
    assert [word.text.strip() for word in whole_words(heard(*pieces).words)] == words


@pytest.mark.parametrize(
    "number", ["$1,234,567.89", "1 234 567,89 €", "555-0199", "10:30", "3.14159", "$ 1,000,000", "+1 415 555 2671"]
)
def test_numbers_are_never_broken_over_lines_or_cues(number: str) -> None:
    """Wherever it stands in its sentence, and in whatever pieces it was heard."""
    for place in range(14):
        before, after = "the total that they paid was in all", "and nobody knew why it had to be so much"
        words = [f" {word}" for word in (before.split() * 2)[:place]]
        for group in number.split():
            first, *rest = re.split(r"(?=[,.:-]\d)", group)
            words += [f" {first}", *rest]
        words += [f" {word}" for word in after.split()]
        lines = [line for cue in make_cues(transcript(heard(*words))) for line in cue.lines]
        assert any(number in line for line in lines), lines


@st.composite
def transcripts(draw: st.DrawFn, most_word_s: float = 9.0) -> Transcript:
    """Draw anything a recognizer may return: words of any text, without length, at one moment, after long pauses."""
    now_s = 0.0
    segments = []
    letters = st.characters(codec="utf-8", exclude_categories=["Cs"])
    for _ in range(draw(st.integers(0, 4))):
        words = []
        for _ in range(draw(st.integers(1, 15))):
            start_s = now_s + draw(st.sampled_from([0.0, 0.01, 0.2, 1.0, 4.0]))
            now_s = start_s + draw(st.floats(0, most_word_s))
            lead = draw(st.sampled_from([" ", ""]))
            words.append(Word(lead + draw(st.text(letters, max_size=60)), start_s, now_s, 0.5))
        segments.append(Segment(tuple(words), draw(st.sampled_from([None, 1, 2]))))
    return transcript(*segments)


@given(transcripts())
def test_cues_keep_their_bounds_and_all_words(said: Transcript) -> None:
    cues = make_cues(said)
    for cue in cues:
        assert 0 <= cue.start_ms < cue.end_ms
        assert cue.end_ms - cue.start_ms <= LONGEST_CUE_MS
        assert 1 <= len(cue.lines) <= MOST_LINES
        for line in cue.lines:
            assert line == line.strip()
            assert 0 < width(line) <= LONGEST_LINE
    assert all(one.end_ms <= other.start_ms for one, other in pairwise(cues))
    shown = "".join("".join(cue.lines) for cue in cues)
    assert shown.replace(" ", "") == "".join(segment.text for segment in said.segments).replace(" ", "")


@given(transcripts(most_word_s=1.0))
def test_both_formats_read_back_as_the_cues(said: Transcript) -> None:
    cues = make_cues(said)
    wanted = [(cue.start_ms, cue.end_ms, list(cue.lines)) for cue in cues]
    read = read_vtt(transcript_file(said, "vtt"))
    assert [cue for cue, _ in read] == wanted
    assert [voice for _, voice in read] == [f"Speaker {cue.speaker}" if cue.speaker else None for cue in cues]
    named = make_cues(said, name_speakers=True)
    assert read_srt(transcript_file(said, "srt")) == [(cue.start_ms, cue.end_ms, list(cue.lines)) for cue in named]


@given(transcripts())
def test_json_holds_every_word_in_order(said: Transcript) -> None:
    data = json.loads(transcript_file(said, "json"))
    assert [segment["text"] for segment in data["segments"]] == [segment.text for segment in said.segments]
    words = [word for segment in data["segments"] for word in segment["words"]]
    assert [word["text"] for word in words] == [joined([word.text]) for part in said.segments for word in part.words]
    assert all(word["start_s"] <= word["end_s"] for word in words)
    assert all(one["end_s"] <= other["start_s"] for one, other in pairwise(words))
    bare = json.loads(transcript_file(said, "json", with_words=False))
    assert not any("words" in segment for segment in bare["segments"])


def test_lines_end_where_clauses_end() -> None:
    said = transcript(spoken("The boat left the harbour at seven, and nobody saw it again until the morning."))
    (cue,) = make_cues(said)
    assert cue.lines == ("The boat left the harbour at seven,", "and nobody saw it again until the morning.")


def test_cues_end_with_sentences_rather_than_when_they_are_full() -> None:
    said = transcript(
        spoken("It was late. Nobody in the whole of the old town had seen the boat or its crew that night.")
    )
    assert make_cues(said)[0].lines == ("It was late.",)


def test_a_short_word_stays_to_be_read_and_a_pause_ends_a_cue() -> None:
    said = transcript(spoken("Yes.", word_s=0.2), spoken("No.", start_s=5.0, word_s=0.2))
    assert [(cue.start_ms, cue.end_ms) for cue in make_cues(said)] == [(0, 833), (5000, 5833)]


def test_reading_speed_is_kept_where_pauses_allow() -> None:
    """Twenty columns a second at most: 39 columns spoken in 1.2 s stay for 1.95 s."""
    said = transcript(spoken("Extraordinarily fast announcers talking", word_s=0.3), spoken("Well.", start_s=9.0))
    assert make_cues(said)[0].end_ms == 1950


def test_text_has_paragraphs_for_pauses_and_speakers() -> None:
    said = transcript(
        spoken("One two.", 0.0, speaker=1),
        spoken("Three.", 0.7, speaker=1),
        spoken("Four.", 1.2, speaker=2),
        spoken("Five.", 9.0, speaker=2),
    )
    expected = "Speaker 1: One two. Three.\n\nSpeaker 2: Four.\n\nSpeaker 2: Five.\n"
    assert transcript_file(said, "txt") == expected
    srt = read_srt(transcript_file(said, "srt"))
    assert [lines for *_, lines in srt] == [["[Speaker 1] One two. Three."], ["[Speaker 2] Four."], ["Five."]]


def test_wide_characters_count_twice_and_need_no_spaces() -> None:
    text = "我们沿着河边走谈论音乐工作和天气然后我们回家吃饭睡觉第二天又出发了"
    words = tuple(Word(c, number * 0.15, number * 0.15 + 0.15, 0.9) for number, c in enumerate(text))
    cues = make_cues(transcript(Segment(words)))
    assert "".join(line for cue in cues for line in cue.lines) == text
    assert all(len(line) <= LONGEST_LINE // 2 for cue in cues for line in cue.lines)


@pytest.mark.parametrize("fmt", FORMATS)
def test_nothing_said_is_an_empty_file(fmt) -> None:
    content = transcript_file(transcript(), fmt)
    assert json.loads(content)["segments"] == [] if fmt == "json" else content in ("", "WEBVTT\n")

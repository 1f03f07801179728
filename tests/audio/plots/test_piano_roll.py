"""The piano roll as a PNG file that other readers take, with notes where time and pitch put them."""

import io

import av
import numpy as np
import pytest

from audiostudio.audio.notation.notes import Note
from audiostudio.audio.notation.tempo_map import steady_tempo_map, tempo_map
from audiostudio.audio.plots.glyphs import draw_text, text_width
from audiostudio.audio.plots.piano_roll import RollPart, draw_piano_roll, time_lines
from audiostudio.audio.plots.pixels import Canvas
from tests.support.cases import chosen

STEADY = tempo_map(np.arange(0, 60) * 0.5)


def pixels_of(content):
    """Read a picture by FFmpeg, which shares no code with the product."""
    with av.open(io.BytesIO(content)) as container:
        [frame] = container.decode(video=0)
        return frame.to_ndarray(format="rgb24")


def test_a_canvas_is_read_back_as_it_was_drawn():
    canvas = Canvas(40, 20, (10, 20, 30))
    canvas.box(5, 4, 15, 8, (200, 100, 50))
    canvas.box(20.5, 4, 22, 5, (110, 120, 130))
    canvas.box(-50, -50, -1, -1, (0, 0, 0))
    canvas.box(38, 18, 99, 99, (1, 2, 3))
    pixels = pixels_of(canvas.png())
    assert pixels.shape == (20, 40, 3)
    assert (pixels[4:8, 5:15] == (200, 100, 50)).all()
    assert pixels[4, 20].tolist() == [60, 70, 80]  # half covered
    assert pixels[4, 21].tolist() == [110, 120, 130]
    assert (pixels[18:, 38:] == (1, 2, 3)).all()
    assert (pixels[10, :38] == (10, 20, 30)).all()


def test_words_are_as_wide_as_they_say_and_differ():
    assert text_width("Bass", 10) == pytest.approx(draw_text("Bass", 10).shape[1], abs=3)
    assert draw_text("C#4", 10).max() == 1
    assert not np.array_equal(draw_text("C", 12), draw_text("G", 12))
    assert draw_text("音", 10).max(initial=0) == 0


def blue(pixels):
    """Return where the first part's colour is, far bluer than red."""
    return pixels[:, :, 2].astype(int) - pixels[:, :, 0] > 60


def test_a_note_lies_at_its_time_and_pitch():
    """Sixteen bars are two rows; a row of eight bars of two seconds is 1504 pixels wide and begins at 72."""
    notes = [Note(2.0, 4.0, 60, 90), Note(8.0, 9.0, 72, 90)]
    found = blue(pixels_of(draw_piano_roll([RollPart("Notes", notes)], STEADY, 16.0)))[76:]
    columns = np.flatnonzero(found.any(axis=0))
    px_a_second = 1504 / 16
    assert columns[0] == pytest.approx(72 + 2 * px_a_second, abs=2)
    assert columns[-1] == pytest.approx(72 + 9 * px_a_second, abs=3)
    rows = [np.flatnonzero(found[:, round(72 + at * px_a_second)]).mean() for at in (3, 8.5)]
    assert rows[0] - rows[1] == pytest.approx(12 * 9, abs=1)  # a semitone is nine pixels at most


def test_the_lines_of_time_are_where_notes_of_that_time_are_drawn():
    """Beats that grow faster, sixteen bars of them: each bar's first note begins where the line of that time is."""
    beats_s = np.cumsum(np.linspace(0.8, 0.4, 65)) - 0.8
    faster = tempo_map(beats_s)
    starts = beats_s[:64:4]
    parts = [RollPart("Notes", [Note(at, at + 0.1, 60, 120) for at in starts])]
    duration_s = float(beats_s[64])
    found = blue(pixels_of(draw_piano_roll(parts, faster, duration_s)))
    lines = time_lines(parts, faster, duration_s)
    assert len(lines) == 2
    height, width = found.shape
    for number, at in enumerate(starts):
        line = lines[number // 8]
        times, places = zip(*line["moments"], strict=True)
        x = float(np.interp(at, times, places)) * width
        row = found[round(line["top"] * height) : round(line["bottom"] * height)].any(axis=0)
        assert np.abs(np.flatnonzero(row) - x).min() <= 1, at
        assert not row[round(x) - 6 : round(x) - 1].any(), "nothing is drawn before it"
    assert lines[0]["bottom"] <= lines[1]["top"]
    assert lines[0]["moments"][-1][0] == lines[1]["moments"][0][0], "the next row begins when this one ends"


@pytest.mark.parametrize("duration_s", [0.01, 7_200.0])
def test_lines_of_time_of_any_length_are_few(duration_s):
    lines = time_lines([RollPart("Notes", [Note(0, duration_s, 60, 90)])], steady_tempo_map(), duration_s)
    assert 1 <= len(lines) <= 24
    assert max(len(line["moments"]) for line in lines) <= 20
    assert lines[-1]["moments"][-1][0] >= duration_s


def test_louder_notes_are_darker():
    notes = [Note(1, 2, 60, 40), Note(3, 4, 60, 120)]
    pixels = pixels_of(draw_piano_roll([RollPart("Notes", notes)], STEADY, 16.0))[76:].astype(int)
    dark = [pixels[:, round(72 + at * 94)].sum(axis=1).min() for at in (1.5, 3.5)]
    assert dark[1] < dark[0] - 100


@pytest.mark.parametrize("duration_s", chosen([0.01, 3.0, 600.0, 7_200.0], usual=[0.01, 3.0, 7_200.0]))
def test_pictures_of_any_length_stay_of_a_size(duration_s):
    notes = [Note(0, duration_s, 21, 1), Note(duration_s / 2, duration_s, 108, 127)]
    parts = [RollPart("Notes", notes), RollPart("Drums", [Note(0, 0.1, key, 90) for key in (36, 38, 42)], True)]
    pixels = pixels_of(
        draw_piano_roll(parts, steady_tempo_map(), duration_s, chords=[(0.0, "F#m7"), (duration_s / 3, "Bb")])
    )
    assert pixels.shape[1] == 1600
    assert 100 < pixels.shape[0] < 10_000


def test_drums_alone_are_drawn():
    content = draw_piano_roll([RollPart("Drums", [Note(1, 1.1, 36, 90)], True)], STEADY, 8.0)
    assert blue(pixels_of(content))[76:].any()


def test_any_percussion_and_many_parts_are_drawn():
    """Eleven parts are named in two lines; keys beside the drum set's six, even unnamed ones, have their rows."""
    parts = [RollPart(f"Part {number}", [Note(1.0, 2.0, 60 + number, 90)]) for number in range(10)]
    few = pixels_of(draw_piano_roll([*parts, RollPart("D", [Note(0.5, 0.6, 36, 90)], True)], STEADY, 8.0))
    keys = (36, 39, 54, 75, 82, 20)
    many = pixels_of(
        draw_piano_roll([*parts, RollPart("D", [Note(0.5, 0.6, key, 90) for key in keys], True)], STEADY, 8.0)
    )
    assert many.shape[0] - few.shape[0] == pytest.approx(5 * 11, abs=1)

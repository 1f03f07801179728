"""The mark is found after what happens to sounds, nowhere else, and where it is."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from audiostudio.audio.codecs import AudioFormat, create_audio, read_audio
from audiostudio.audio.dsp.resample import Resampler
from audiostudio.audio.dsp.stream import whole
from audiostudio.audio.speech.watermark import Watermark
from audiostudio.audio.speech.watermark_detection import FALSE_ALARM, Detection, WatermarkMeter
from tests.speech_samples import novel, recorded, said_by

RATE_HZ = 24_000
EXCERPT_S = 5

Mono = NDArray[np.float32]


@pytest.fixture(scope="module")
def unmarked() -> Mono:
    return said_by("af_heart").sound


@pytest.fixture(scope="module")
def marked(unmarked: Mono) -> Mono:
    return whole(unmarked[None], Watermark(RATE_HZ))[0]


def heard(sound: Mono, rate_hz: int, cuts: int = 1) -> Detection:
    meter = WatermarkMeter(rate_hz)
    for piece in np.array_split(np.atleast_2d(sound), cuts, axis=1):
        meter.feed(piece)
    return meter.read()


def at(sound: Mono, from_hz: int, to_hz: int) -> Mono:
    return whole(sound[None], Resampler(from_hz, to_hz, channels=1))[0]


@pytest.mark.parametrize(
    ("container", "kbps", "rate_hz"),
    [("MP3", 64, 24_000), ("MP3", 128, 44_100), ("AAC", 48, 24_000), ("OPUS", 24, 48_000), ("WAV", None, 8_000)],
)
def test_any_five_seconds_tell_after_a_codec(tmp_path: Path, marked: Mono, container, kbps, rate_hz):
    fmt = AudioFormat(container, 16, kbps)
    path = tmp_path / f"coded{fmt.extension}"
    with create_audio(path, fmt, rate_hz, 1) as writer:
        writer.write(at(marked, RATE_HZ, rate_hz)[None])
    coded, rate_hz = read_audio(path)
    for start_s in (0.0, 3.217, 7.771):
        start = round(start_s * rate_hz)
        found = heard(coded[:, start : start + EXCERPT_S * rate_hz], rate_hz)
        assert found.is_marked
        assert found.false_alarm < FALSE_ALARM


def test_softer_in_stereo_and_brighter_it_is_still_there(marked: Mono):
    brighter = np.diff(marked, prepend=np.float32(0)) / 30
    assert heard(np.stack([brighter, 0 * brighter]), RATE_HZ).is_marked


@pytest.mark.parametrize(("rate_hz", "speed"), [(24_720, 1.03), (22_800, 0.95)])
def test_a_change_of_speed_is_found_out(marked: Mono, rate_hz: int, speed: float):
    found = heard(at(marked, rate_hz, RATE_HZ), RATE_HZ)
    assert found.is_marked
    assert [section.speed for section in found.sections] == pytest.approx([speed] * len(found.sections), abs=0.011)


def test_people_and_the_same_speech_without_the_mark_are_told_apart(unmarked: Mono):
    for sound, rate_hz in (
        (recorded().sound, recorded().sample_rate_hz),
        (novel().sound, novel().sample_rate_hz),
        (unmarked, RATE_HZ),
    ):
        found = heard(sound, rate_hz)
        assert not found.is_marked
        assert found.marked_s == 0
        assert found.false_alarm == 1
        assert found.duration_s == pytest.approx(sound.size / rate_hz, abs=0.001)


def test_the_mark_is_found_where_it_is(marked: Mono):
    person, seconds = at(novel().sound, novel().sample_rate_hz, RATE_HZ), 18
    sound = np.concatenate([person[: seconds * RATE_HZ], np.resize(marked, seconds * RATE_HZ)])
    found = heard(sound, RATE_HZ)
    assert [section.is_marked for section in found.sections] == [False] * 3 + [True] * 3
    assert [section.start_s for section in found.sections] == pytest.approx([0, 6, 12, 18, 24, 30], abs=0.01)
    assert found.marked_s == pytest.approx(seconds, abs=0.01)


def test_pieces_make_no_difference(marked: Mono):
    assert heard(marked, RATE_HZ, cuts=97) == heard(marked, RATE_HZ)


@pytest.mark.parametrize("seconds", [0.0, 0.1, 5.0])
def test_nothing_is_found_in_nothing(seconds: float):
    found = heard(np.zeros(round(seconds * RATE_HZ), np.float32), RATE_HZ)
    assert not found.is_marked
    assert found.false_alarm == 1
    assert found.duration_s == (seconds if seconds > 1 else 0)

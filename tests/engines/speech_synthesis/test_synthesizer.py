"""Readings are measured as a listener would: length, pitch, level and pauses of the sound itself."""

from dataclasses import replace
from threading import Thread
from threading import enumerate as all_threads

import numpy as np
import pytest

from audiostudio.audio.errors import AudioError
from audiostudio.audio.speech.pitch import track_pitch
from audiostudio.audio.speech.trimming import active_level_db, levels_db, speech_span
from audiostudio.engines.speech_synthesis.kokoro import RATE_HZ
from audiostudio.engines.speech_synthesis.prosody import Controls
from audiostudio.engines.speech_synthesis.synthesizer import SpokenChunk, Synthesizer
from audiostudio.engines.speech_synthesis.voice_mix import parse_mix
from audiostudio.engines.text.spoken_text import Mark, Pause, Prosody
from tests.support.cases import chosen
from tests.support.spoken_lines import TEXTS, chunk, line, words

SHORT = TEXTS[1]


@pytest.fixture(scope="module")
def synthesize(kokoro, styles):
    """Give a function that reads chunks aloud; the same request is read once."""
    kept: dict[object, list[SpokenChunk]] = {}

    def synthesize(*chunks, voice="af_heart", **controls) -> list[SpokenChunk]:
        key = chunks, voice, tuple(controls.items())
        if key not in kept:
            synthesizer = Synthesizer(kokoro, styles, parse_mix(voice), Controls(**controls))
            kept[key] = list(synthesizer.synthesize(chunks))
        return kept[key]

    return synthesize


def spoken_s(sound: np.ndarray) -> float:
    first, last = speech_span(sound, RATE_HZ, before_s=0, after_s=0)
    return (last - first) / RATE_HZ


def middle_hz(sound: np.ndarray, lowest_hz: float, highest_hz: float) -> float:
    return float(np.median(track_pitch(sound, RATE_HZ, lowest_hz=lowest_hz, highest_hz=highest_hz).voiced_hz))


@pytest.mark.parametrize("speed", chosen([0.5, 0.75, 1.35, 2.0], usual=[1.35]))
def test_speed_is_what_was_asked(synthesize, speed):
    plain, changed = (synthesize(line(SHORT), speed=value)[0] for value in (1.0, speed))
    assert spoken_s(plain.sound) / spoken_s(changed.sound) == pytest.approx(speed, rel=0.03)
    times = [time.start_s for time in changed.words]
    expected = np.array([time.start_s - 0.02 for time in plain.words]) / speed + 0.02 / speed
    assert np.abs(np.array(times) - expected).max() < 0.12 / min(1, speed)


@pytest.mark.parametrize(
    ("voice", "semitones"),
    chosen([("af_heart", 12), ("am_adam", -12), ("am_adam", 6), ("bf_emma", 12)], usual=[("am_adam", -12)]),
)
def test_pitch_is_what_was_asked(synthesize, voice, semitones):
    plain = track_pitch(synthesize(line(SHORT), voice=voice)[0].sound, RATE_HZ, lowest_hz=60, highest_hz=400).pitch_hz
    factor, middle = 2 ** (semitones / 12), np.median(plain[plain > 0])
    sound = synthesize(line(SHORT), voice=voice, pitch_semitones=semitones)[0].sound
    changed = track_pitch(sound, RATE_HZ, lowest_hz=0.5 * middle * factor, highest_hz=2 * middle * factor).pitch_hz
    both = min(len(plain), len(changed))
    voiced = (plain[:both] > 0) & (changed[:both] > 0)
    assert voiced.sum() > 0.5 * (plain > 0).sum()
    heard = 12 * np.log2(changed[:both][voiced] / plain[:both][voiced])
    assert np.median(heard) == pytest.approx(semitones, abs=0.5)


def test_words_come_in_order_and_lie_within_the_sound(synthesize):
    spoken = synthesize(line(SHORT), line(TEXTS[3], "paragraph"))
    times = [time for one in spoken for time in one.words]
    assert [time.word.text for time in times] == [word.text for text in (SHORT, TEXTS[3]) for word in words(text)]
    edges = [edge for time in times for edge in (time.start_s, time.end_s)]
    assert edges == sorted(edges)
    assert edges[0] >= 0
    assert edges[-1] <= sum(one.sound.size for one in spoken) / RATE_HZ
    for time in times:  # each word is heard while it is said
        piece = np.concatenate([one.sound for one in spoken])[
            round(time.start_s * RATE_HZ) : round(time.end_s * RATE_HZ)
        ]
        assert levels_db(piece, RATE_HZ).max() > -45


def test_chunks_meet_in_silence_and_no_word_is_cut(synthesize):
    """Before and after every join lies silence, and the sound fades into it without a step."""
    spoken = synthesize(line(SHORT), line(TEXTS[3], "paragraph"))
    for one, rest_s in zip(spoken, (0.25, 0.6), strict=True):
        assert np.abs(one.sound[:24]).max() < 0.003
        tail = one.sound[-round(rest_s * RATE_HZ) :]
        assert not tail.any()
        last = speech_span(one.sound, RATE_HZ, before_s=0, after_s=0)[1]
        assert one.sound.size - last >= (rest_s + 0.05) * RATE_HZ
        assert np.abs(np.diff(one.sound[last:])).max() < 0.003


@pytest.mark.deep
def test_all_voices_speak_at_one_level(synthesize):
    voices = ("af_heart", "am_adam", "hf_alpha", "am_adam(2)+af_heart(1)")
    levels = [active_level_db(synthesize(line(SHORT), voice=voice)[0].sound, RATE_HZ) for voice in voices]
    assert np.ptp(levels) < 0.5
    assert (
        max(np.abs(synthesize(line(SHORT), voice=voice)[0].sound).max() for voice in voices) <= 10 ** (-1 / 20) + 1e-6
    )


def test_a_mix_lies_between_its_parts(synthesize):
    low, high = (middle_hz(synthesize(line(SHORT), voice=voice)[0].sound, 60, 400) for voice in ("am_adam", "af_heart"))
    mixed = middle_hz(synthesize(line(SHORT), voice="am_adam(2)+af_heart(1)")[0].sound, 60, 400)
    assert low < mixed < high


def test_pauses_are_as_long_as_they_are_asked(synthesize):
    said = words(SHORT)
    paused = chunk([*said[:4], Pause(1.5, 0, 0), Mark("here", 0, 0), *said[4:], Mark("end", 0, 0)])
    spoken = synthesize(paused)[0]
    before, after = spoken.words[3], spoken.words[4]
    levels = levels_db(spoken.sound, RATE_HZ)
    quiet = levels < -60
    longest = max(len(run) for run in "".join("q" if q else " " for q in quiet).split())
    assert longest * 0.005 == pytest.approx(1.55, abs=0.1)
    assert 1.4 < after.start_s - before.end_s < 1.9
    assert [mark.mark.name for mark in spoken.marks] == ["here", "end"]
    assert spoken.marks[0].at_s == after.start_s
    assert spoken.marks[1].at_s >= spoken.words[-1].end_s


def test_a_chunk_without_words_is_its_pause(synthesize):
    spoken = synthesize(chunk([Mark("start", 0, 0), Pause(0.75, 0, 5)]))[0]
    assert spoken.sound.size == 0.75 * RATE_HZ
    assert not spoken.sound.any()
    assert spoken.marks[0].at_s == 0
    assert spoken.words == ()


def test_emphasis_and_volume_are_heard_on_their_word(synthesize):
    plain = synthesize(line(SHORT))[0]
    marked = words(SHORT)
    marked[3] = replace(marked[3], prosody=Prosody(emphasis="strong", volume_db=3))
    stressed = synthesize(chunk(list(marked)))[0]

    def level_and_length(spoken: SpokenChunk) -> tuple[float, float]:
        time, other = spoken.words[3], spoken.words[6]
        levels = [
            levels_db(spoken.sound[round(t.start_s * RATE_HZ) : round(t.end_s * RATE_HZ)], RATE_HZ).max()
            for t in (time, other)
        ]
        return levels[0] - levels[1], time.end_s - time.start_s

    (plain_level, plain_s), (stressed_level, stressed_s) = level_and_length(plain), level_and_length(stressed)
    assert stressed_level - plain_level > 3
    assert stressed_s > 1.1 * plain_s


def test_a_dialogue_changes_voices(synthesize):
    deep = chunk(list(words(SHORT)), prosody=Prosody(voice="am_adam"))
    spoken = synthesize(deep, line(SHORT))
    low, high = (middle_hz(one.sound, 60, 400) for one in spoken)
    assert high > 1.4 * low


def test_styles_differ_and_a_whisper_is_softer_and_less_voiced(synthesize):
    plain, whispered, sad, excited = (
        synthesize(line(SHORT), style=style)[0].sound for style in ("neutral", "whisper", "sad", "excited")
    )
    assert spoken_s(excited) < spoken_s(plain) < spoken_s(sad)
    assert middle_hz(sad, 60, 400) < middle_hz(plain, 60, 400) < middle_hz(excited, 60, 400)
    assert active_level_db(whispered, RATE_HZ) < active_level_db(plain, RATE_HZ) - 6
    voiced = [np.mean(track_pitch(sound, RATE_HZ).pitch_hz > 0) for sound in (whispered, plain)]
    assert voiced[0] < 0.7 * voiced[1]


def test_the_same_request_gives_the_same_sound(kokoro, styles, synthesize):
    again = list(Synthesizer(kokoro, styles, parse_mix("af_heart"), Controls()).synthesize([line(SHORT)]))
    np.testing.assert_array_equal(again[0].sound, synthesize(line(SHORT))[0].sound)


def test_three_readings_at_once_are_the_same_as_one_by_one(kokoro, styles, synthesize):
    voices = ("af_heart", "am_adam", "hf_alpha")
    made = {}

    def read(voice: str) -> None:
        synthesizer = Synthesizer(kokoro, styles, parse_mix(voice), Controls())
        made[voice] = next(synthesizer.synthesize([line(SHORT)])).sound

    threads = [Thread(target=read, args=(voice,)) for voice in voices]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for voice in voices:
        np.testing.assert_array_equal(made[voice], synthesize(line(SHORT), voice=voice)[0].sound)


def test_unknown_names_in_the_text_are_refused(synthesize):
    with pytest.raises(AudioError, match="voice_unknown"):
        synthesize(chunk(list(words(SHORT)), prosody=Prosody(voice="am_adan")))
    with pytest.raises(AudioError, match=r"style_unknown.*cheerful"):
        synthesize(chunk(list(words(SHORT)), prosody=Prosody(style="cheery")))


def test_chunks_are_read_one_ahead_and_keep_their_order(kokoro, styles):
    texts = [line(text) for text in TEXTS[:4]]
    asked = []

    def chunks():
        for number, one in enumerate(texts):
            asked.append(number)
            yield one

    synthesizer = Synthesizer(kokoro, styles, parse_mix("af_heart"), Controls())
    reading = synthesizer.synthesize(chunks())
    spoken = [next(reading)]
    assert asked == [0, 1]
    spoken += reading
    said = [[time.word.text for time in one.words] for one in spoken]
    assert said == [[item.text for item in one.items] for one in texts]
    alone = next(Synthesizer(kokoro, styles, parse_mix("af_heart"), Controls()).synthesize(texts[3:]))
    assert [t.end_s - t.start_s for t in alone.words] == pytest.approx(
        [t.end_s - t.start_s for t in spoken[3].words], abs=1e-6
    )


def test_stopping_leaves_nothing_at_work(kokoro, styles):
    class Stopped(Exception):
        pass

    def stop() -> None:
        raise Stopped

    synthesizer = Synthesizer(kokoro, styles, parse_mix("af_heart"), Controls())
    before = set(all_threads())
    with pytest.raises(Stopped):
        list(synthesizer.synthesize((line(TEXTS[3]) for _ in range(10)), stop))
    reading = synthesizer.synthesize(line(TEXTS[3]) for _ in range(10))
    next(reading), next(reading)
    reading.close()
    assert set(all_threads()) <= before

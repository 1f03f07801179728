"""What is said comes out as words with times; what nobody said does not."""

import time
import zipfile
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from audiostudio.audio.speech.transcript import Transcript
from audiostudio.engines.speech_recognition.speaker_encoder import SpeakerEncoder
from audiostudio.engines.speech_recognition.whisper import WhisperRecognizer, whisper_path
from audiostudio.engines.weights.errors import ModelDamaged, ModelMissing
from audiostudio.engines.weights.store import ModelStore
from tests.support.speech_samples import KOKORO_RATE_HZ, REPLIES, SENTENCES, Turn, dialogue, recorded, said_by, spoken
from tests.support.word_errors import word_error_rate


@pytest.fixture(scope="module")
def recognizer(weights_dir: Path) -> WhisperRecognizer:
    return WhisperRecognizer(whisper_path(weights_dir, "whisper:base"))


def blocks_of(sound: np.ndarray, frames: int = 30_001):
    return (sound[None, start : start + frames] for start in range(0, sound.size, frames))


def text_of(transcript: Transcript) -> str:
    return " ".join(segment.text for segment in transcript.segments)


@pytest.mark.parametrize("voice", ["af_heart", pytest.param("bm_george", marks=pytest.mark.deep)])
def test_words_of_synthetic_voices(recognizer, voice):
    said = said_by(voice)
    heard = recognizer.recognize(blocks_of(said.sound), said.sample_rate_hz)
    errors = word_error_rate(said.text, text_of(heard))
    print(f"{voice}: word error rate {errors:.3f}, English by {heard.language_probability:.2f}")
    assert errors <= 0.04
    assert heard.language == "en"
    assert heard.language_probability > 0.9
    assert heard.duration_s == pytest.approx(said.sound.size / said.sample_rate_hz)
    assert 0.6 * heard.duration_s < heard.speech_s <= heard.duration_s


def test_words_of_a_real_recording_have_their_times(recognizer):
    said = recorded()
    heard = recognizer.recognize(blocks_of(said.sound), said.sample_rate_hz)
    assert word_error_rate(said.text, text_of(heard)) == 0
    words = [word for segment in heard.segments for word in segment.words]
    assert all(word.start_s <= word.end_s for word in words)
    assert all(one.end_s <= other.start_s for one, other in pairwise(words))
    assert words[-1].end_s <= heard.duration_s
    # A word's middle is louder than the pauses: the recording is quiet between "failed." and "No".
    level = np.sqrt(np.convolve(said.sound**2, np.ones(1600) / 1600, "same"))
    middles = [round((word.start_s + word.end_s) / 2 * said.sample_rate_hz) for word in words]
    assert np.median(level[middles]) > 5 * np.quantile(level, 0.1)


def test_times_survive_long_pauses(recognizer):
    """Two sentences forty seconds apart: pauses are left out of what the network hears, not out of its times."""
    first, second = spoken()[:2]
    gap = np.zeros(40 * KOKORO_RATE_HZ, np.float32)
    heard = recognizer.recognize(blocks_of(np.concatenate([first.sound, gap, second.sound])), KOKORO_RATE_HZ)
    second_start_s = (first.sound.size + gap.size) / KOKORO_RATE_HZ
    words = [word for segment in heard.segments for word in segment.words]
    early = [word for word in words if word.end_s < first.sound.size / KOKORO_RATE_HZ + 0.5]
    late = [word for word in words if word.start_s > second_start_s - 0.5]
    assert (len(early), len(late)) == (len(first.text.split()), len(second.text.split()))
    assert len(words) == len(early) + len(late)
    assert late[0].start_s == pytest.approx(second_start_s + np.flatnonzero(second.sound)[0] / KOKORO_RATE_HZ, abs=0.4)


@pytest.mark.parametrize("kind", ["silence", "noise", "hum", "clicks", "one sample", "nothing"])
def test_nothing_is_invented_where_nobody_speaks(recognizer, kind):
    rng = np.random.default_rng(0)
    frames = 20 * 16_000
    clicks = np.zeros(frames, np.float32)
    clicks[rng.integers(0, frames, 40)] = 1
    sound = {
        "silence": np.zeros(frames),
        "noise": 0.1 * rng.standard_normal(frames),
        "hum": 0.3 * np.sin(2 * np.pi * 50 / 16_000 * np.arange(frames)),
        "clicks": clicks,
        "one sample": np.ones(1),
        "nothing": np.zeros(0),
    }[kind].astype(np.float32)
    heard = recognizer.recognize(blocks_of(sound), 16_000)
    assert (heard.segments, heard.language, heard.language_probability) == ((), None, None)


@pytest.mark.deep  # nonsense is decoded six times, each at another temperature
def test_speech_backwards_is_called_unclear(recognizer):
    said = spoken()[0]
    heard = recognizer.recognize(blocks_of(said.sound[::-1].copy()), said.sample_rate_hz)
    assert heard.speech_s > 3
    assert heard.words == 0
    assert heard.unclear_s > 2


@pytest.fixture(scope="module")
def encoder(weights_dir: Path) -> SpeakerEncoder:
    return SpeakerEncoder(ModelStore(weights_dir).pull("speaker-encoder"))


def words_by_voice(heard: Transcript, turns: list[Turn]) -> list[tuple[str, int]]:
    """Return for each word that was heard who says it, and the number of the speaker it is given to."""
    found = []
    for segment in heard.segments:
        for word in segment.words:
            middle_s = (word.start_s + word.end_s) / 2
            speaking = min(turns, key=lambda turn: max(turn.start_s - middle_s, middle_s - turn.end_s))
            found.append((speaking.voice, segment.speaker))
    return found


@pytest.mark.parametrize(
    "voices",
    [
        ("af_heart", "am_adam", "am_adam", "af_heart"),
        pytest.param(("am_adam", "bm_george", "bm_george", "am_adam"), marks=pytest.mark.deep),
        ("af_heart",) * 4,
    ],
)
def test_turns_of_voices_are_told_apart_and_one_voice_stays_one(recognizer, encoder, voices):
    sound, turns = dialogue(zip(voices, SENTENCES, strict=True))
    heard = recognizer.recognize(blocks_of(sound), KOKORO_RATE_HZ, language="en", voices=encoder)
    numbers = {voice: number for number, voice in enumerate(dict.fromkeys(voices), 1)}
    assert {(voice, numbers[voice]) for voice in voices} == set(words_by_voice(heard, turns))


def test_who_says_little_among_others_is_a_speaker_too(recognizer, encoder):
    """The third voice has three turns of about a second."""
    first, second, third = "af_heart", "am_adam", "bf_emma"
    long, short = list(SENTENCES), list(REPLIES)
    lines = [(first, long[0]), (second, long[1]), (third, short[3]), (first, long[2]), (third, short[0])]
    sound, turns = dialogue([*lines, (second, long[3]), (third, short[2]), (first, long[1])])
    assert all(turn.end_s - turn.start_s < 2 for turn in turns if turn.voice == third)
    heard = recognizer.recognize(blocks_of(sound), KOKORO_RATE_HZ, language="en", voices=encoder)
    assert set(words_by_voice(heard, turns)) == {(first, 1), (second, 2), (third, 3)}


def test_stopping_takes_less_than_a_second(recognizer):
    class Stopped(Exception):
        pass

    calls: list[float] = []

    def stop(seconds: float) -> None:
        calls.append(time.monotonic())
        if len(calls) == 30:
            raise Stopped

    said = np.tile(said_by("am_adam").sound, 3)
    with pytest.raises(Stopped):
        recognizer.recognize(blocks_of(said), KOKORO_RATE_HZ, progress=stop)
    assert max(np.diff(calls)) < 10  # ten times what is promised, for machines that are busy


def test_english_only_weights_guess_no_language(weights_dir):
    ModelStore(weights_dir).pull("whisper:tiny.en")
    tiny = WhisperRecognizer(whisper_path(weights_dir, "whisper:tiny.en"), model="whisper:tiny.en")
    said = spoken()[0]
    heard = tiny.recognize(blocks_of(said.sound), said.sample_rate_hz)
    assert (heard.language, heard.language_probability) == ("en", None)
    assert word_error_rate(said.text, text_of(heard)) <= 0.15


def test_absent_and_unfit_weights_say_what_to_do(tmp_path, weights_dir):
    with pytest.raises(ModelMissing, match="audiostudio models pull whisper:base"):
        whisper_path(tmp_path, "whisper:base")
    with pytest.raises(ModelMissing, match=r"hf download Systran/faster-whisper-small --local-dir .*whisper-small"):
        whisper_path(tmp_path, "whisper:small")
    folder = tmp_path / "whisper-small"
    folder.mkdir()
    for name in ("model.bin", "config.json", "tokenizer.json"):
        (folder / name).write_text("{}")
    with pytest.raises(ModelDamaged, match="whisper-small"):
        WhisperRecognizer(whisper_path(tmp_path, "whisper:small"), model="whisper:small")


def test_an_operators_folder_is_read_as_it_is(tmp_path, weights_dir):
    """The same files as in the store, unpacked under the name of a larger model."""
    folder = tmp_path / "whisper-small"
    with zipfile.ZipFile(whisper_path(weights_dir, "whisper:base")) as archive:
        archive.extractall(folder)
    recognizer = WhisperRecognizer(whisper_path(tmp_path, "whisper:small"), model="whisper:small")
    said = spoken()[1]
    heard = recognizer.recognize(blocks_of(said.sound), said.sample_rate_hz, language="en")
    assert recognizer.model == "whisper:small"
    assert word_error_rate(said.text, text_of(heard)) == 0

"""A file that was spoken here is known again, converted or not; a recording of a person is not taken for one."""

import json
from pathlib import Path

import av
import numpy as np
import soundfile

from audiostudio.audio.codecs import read_audio
from audiostudio.engines.weights.store import ModelStore
from tests.cli.conftest import Run
from tests.support.speech_samples import recorded

TEXT = "The boat left the harbour at seven, and nobody saw it again until the morning."
WEIGHTS = ("kokoro-82m", "kokoro-voices", "lexicon-en-us", "tagger-en", "speller-en")


def test_speech_is_known_again_after_its_tags_are_gone(run: Run, weights_dir: Path, tmp_path: Path) -> None:
    for name in WEIGHTS:
        ModelStore(weights_dir).pull(name)
    spoken, bare = tmp_path / "spoken.mp3", tmp_path / "bare.wav"
    assert run("speak", TEXT, "--format", "MP3", "-o", spoken).returncode == 0
    sound, rate_hz = read_audio(spoken)
    soundfile.write(bare, sound[0, rate_hz // 3 :], rate_hz)
    with av.open(str(bare)) as file:
        assert not file.metadata.get("comment")
    for path in (spoken, bare):
        done = run("detect-watermark", path)
        assert done.returncode == 0
        assert done.stdout.startswith("marked: 4 of 4 s") or done.stdout.startswith("marked: 5 of 5 s")


def test_a_person_is_not_taken_for_a_machine(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "person.wav"
    soundfile.write(path, recorded().sound, recorded().sample_rate_hz)
    done = run("detect-watermark", path, "--json")
    told = json.loads(done.stdout)
    assert (told["marked"], told["marked_s"], told["false_alarm_probability"]) == (False, 0, 1)
    assert [section["is_marked"] for section in told["sections"]] == [False] * 2
    assert np.isclose(told["duration_s"], recorded().sound.size / recorded().sample_rate_hz, atol=0.01)
    assert run("detect-watermark", path).stdout == "no mark in 10 s\n"


def test_what_is_no_sound_is_said_in_one_line(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "note.txt"
    path.write_text("no sound")
    done = run("detect-watermark", path)
    assert done.returncode == 2
    assert done.stderr.startswith("error: ")

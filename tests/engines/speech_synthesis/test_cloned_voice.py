"""Learned voices: their files, and their tone in what is read aloud."""

import numpy as np
import pytest

from audiostudio.audio.errors import AudioError
from audiostudio.audio.speech.tone import BANDS, CENTRES_HZ, tone_db
from audiostudio.engines.speech_synthesis.cloned_voice import ClonedVoice, voices_with
from audiostudio.engines.speech_synthesis.kokoro import RATE_HZ
from audiostudio.engines.speech_synthesis.prosody import Controls
from audiostudio.engines.speech_synthesis.synthesizer import Synthesizer
from audiostudio.engines.speech_synthesis.voice_mix import parse_mix
from audiostudio.engines.speech_synthesis.voice_table import VOICES
from audiostudio.engines.weights.checkpoints import read_safetensors, write_safetensors
from tests.support.cases import chosen
from tests.support.spoken_lines import line

TREBLE_DB = np.where(CENTRES_HZ > 2000, 6.0, 0.0).astype(np.float32)


def heart(tone_db: np.ndarray) -> ClonedVoice:
    shares = np.array([name == "af_heart" for name in VOICES], np.float32)
    return ClonedVoice(shares, np.zeros(256, np.float32), tone_db.astype(np.float32), 0.0, 1.0, "en-US")


def test_a_file_holds_all_of_it_and_older_ones_have_no_tone(tmp_path):
    path = tmp_path / "voice.safetensors"
    heart(TREBLE_DB).write(path)
    read = ClonedVoice.read(path)
    assert read.tone_db == pytest.approx(TREBLE_DB)
    older = {name: np.array(tensor) for name, tensor in read_safetensors(path).items() if name != "tone"}
    write_safetensors(path, older)
    assert not ClonedVoice.read(path).tone_db.any()


def test_a_tone_out_of_bounds_is_refused(tmp_path):
    path = tmp_path / "voice.safetensors"
    heart(10 * TREBLE_DB).write(path)
    with pytest.raises(AudioError) as caught:
        ClonedVoice.read(path)
    assert caught.value.code == "voice_file_invalid"


@pytest.mark.parametrize(
    ("mix", "share"), chosen([("clone_a", 1.0), ("clone_a(1)+clone_b(1)", 0.5)], usual=[("clone_a(1)+clone_b(1)", 0.5)])
)
def test_a_voice_has_its_tone_and_mixes_have_their_share_of_it(kokoro, styles, mix, share):
    clones = {"clone_a": heart(TREBLE_DB), "clone_b": heart(np.zeros(BANDS))}

    def said(name: str) -> np.ndarray:
        voice = parse_mix(name, voices_with(clones))
        synthesizer = Synthesizer(kokoro, styles, voice, Controls(), clones)
        return np.concatenate([chunk.sound for chunk in synthesizer.synthesize([line()])])

    more_db = tone_db(said(mix), RATE_HZ) - tone_db(said("af_heart"), RATE_HZ)
    treble, middle = (
        more_db[chosen].mean() for chosen in (CENTRES_HZ > 2500, (CENTRES_HZ > 300) & (CENTRES_HZ < 1500))
    )
    assert treble - middle == pytest.approx(6 * share, abs=0.7)

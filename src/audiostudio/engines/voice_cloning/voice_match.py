"""Learns a voice from recordings: looks for the style with which the network sounds most like them.

The published voices nearest to the speaker are mixed. The timbre of the mix is then moved: at once to where published
voices' embeddings foretell the speaker's, and from there, step by step, to where they are more alike.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import nnls

from audiostudio.audio.speech.pitch import track_pitch
from audiostudio.audio.speech.tone import toned
from audiostudio.engines.speech_recognition.speaker_encoder import RATE_HZ as ENCODER_RATE_HZ
from audiostudio.engines.speech_recognition.speaker_encoder import Embedding, SpeakerEncoder
from audiostudio.engines.speech_synthesis.cloned_voice import TIMBRE, ClonedVoice
from audiostudio.engines.speech_synthesis.kokoro import Kokoro
from audiostudio.engines.speech_synthesis.voice_table import VOICES
from audiostudio.engines.voice_cloning.second_encoder import SecondEncoder
from audiostudio.engines.voice_cloning.voice_search import JUDGED, SOUGHT, Line, Search, Target, directions_of

Floats = NDArray[np.float32]

_MOST_MIXED = 6
GENERATIONS = 6
# How far embeddings are trusted to foretell a timbre: the less, the nearer to the mean of all voices.
_TRUST = (0.03, 0.1, 0.3)
_LEAST_INTONATION, _MOST_INTONATION = 0.6, 1.6
_MOST_SEMITONES = 9.0


@dataclass(frozen=True)
class Match:
    """A voice that was learned, and how alike it is.

    Attributes:
        voice: the voice.
        similarity: cosine to the speaker by the encoder that was optimised; the speaker's own recordings reach 0.9.
        second_similarity: the same by the encoder that was not.
        stock_voice: the published voice that the second encoder finds nearest.
        stock_similarity: its cosine by the second encoder.
        median_pitch_hz: the speaker's.
        lowest_pitch_hz, highest_pitch_hz: between which nine tenths of the speaker's pitch lie.
        gender: how the speaker sounds.
    """

    voice: ClonedVoice
    similarity: float
    second_similarity: float
    stock_voice: str
    stock_similarity: float
    median_pitch_hz: float
    lowest_pitch_hz: float
    highest_pitch_hz: float
    gender: str


@dataclass(frozen=True)
class StockVoices:
    """The published voices as both encoders hear them.

    Attributes:
        first, second: embeddings, ``(54, 256)``, in the order of `VOICES`.
    """

    first: Embedding
    second: Embedding


def load_stock_voices() -> StockVoices:
    """Return what `training/stock_voices.py` measured."""
    data = (files("audiostudio.engines.voice_cloning") / "stock_voices.npz").read_bytes()
    with np.load(BytesIO(data), allow_pickle=False) as arrays:
        return StockVoices(arrays["first"].astype(np.float32), arrays["second"].astype(np.float32))


def match_voice(
    speech: Floats,
    language: str,
    kokoro: Kokoro,
    styles: Mapping[str, Floats],
    first: SpeakerEncoder,
    second: SecondEncoder,
    progress: Callable[[float], None] = lambda share: None,
    *,
    generations: int = GENERATIONS,
) -> Match:
    """Learn a voice.

    Args:
        speech: what the speaker said, ``(frames,)`` at the encoders' rate, without pauses; five seconds to a minute.
        language: what the voice is to speak.
        kokoro: the network.
        styles: the published voices' styles by name.
        first: the encoder that is optimised.
        second: the encoder that judges.
        progress: called with the share that is done, several times a second; may raise to stop.
        generations: how far to search; 0 leaves it at the mix of published voices.
    """
    stock = load_stock_voices()
    target = Target(speech, first, second)
    pitch = track_pitch(speech, ENCODER_RATE_HZ).voiced_hz
    octaves = np.log2(pitch) if pitch.size else np.log2([150.0])
    low, middle, high = np.percentile(octaves, (5, 50, 95))

    shares = _mix(stock.first, target.by_first)
    mixed = np.tensordot(shares, np.stack([styles[name] for name in VOICES]), 1)
    judging, *sought = (Line(kokoro, phonemes, mixed) for phonemes in (JUDGED, *SOUGHT))
    semitones = float(np.clip(12 * (middle - np.median(judging.octaves)), -_MOST_SEMITONES, _MOST_SEMITONES))
    timbres = np.stack([styles[name][:, TIMBRE].mean(axis=0) for name in VOICES]).astype(np.float64)
    search = Search(target, judging, sought, semitones, directions_of(timbres))
    starts = [_foretold(stock.first, target.by_first, trust) - shares for trust in _TRUST]
    places = [np.zeros(timbres.shape[1]), *(start @ timbres for start in starts)]
    offset, gains_db = search.run(places, generations, progress)

    said = toned(judging.say(offset, semitones, lambda: progress(1.0)), gains_db, ENCODER_RATE_HZ)
    by_second = stock.second @ target.by_second
    nearest = int(np.argmax(by_second))
    intonation = _intonation(octaves, judging.octaves)
    voice = ClonedVoice(shares, offset, gains_db.astype(np.float32), semitones, intonation, language)
    return Match(
        voice=voice,
        similarity=target.likeness(said),
        second_similarity=target.second_likeness(said),
        stock_voice=list(VOICES)[nearest],
        stock_similarity=float(by_second[nearest]),
        median_pitch_hz=float(2**middle),
        lowest_pitch_hz=float(2**low),
        highest_pitch_hz=float(2**high),
        gender="female" if voice.is_female else "male",
    )


def _mix(stock: Embedding, wanted: Embedding) -> Floats:
    """Return the shares of the few published voices whose embeddings add up to something near to what is wanted."""
    shares, _ = nnls(stock.T.astype(np.float64), wanted.astype(np.float64))
    few = np.zeros_like(shares)
    chosen = np.argsort(-shares)[:_MOST_MIXED]
    few[chosen] = np.maximum(shares[chosen], 1e-9)
    return np.asarray(few / few.sum(), np.float32)


def _foretold(stock: Embedding, wanted: Embedding, trust: float) -> NDArray[np.float64]:
    """Return shares, negative ones too, that add up to 1 and whose embeddings add up to what is wanted, nearly.

    They are those of least squares with their own squares, times ``trust``, added (ridge regression), solved with a
    Lagrange multiplier for their sum.
    """
    size = len(stock)
    system = np.ones((size + 1, size + 1))
    system[:size, :size] = stock @ stock.T + trust * np.eye(size)
    system[size, size] = 0.0
    shares: NDArray[np.float64] = np.linalg.solve(system, np.append(stock @ wanted, 1.0))[:size]
    return shares


def _intonation(speaker: NDArray[np.float64], mix: NDArray[np.float64]) -> float:
    """Return how much farther the speaker's pitch moves than the mix's, by the middle half of both."""
    spreads = [float(np.subtract(*np.percentile(octaves, (75, 25)))) for octaves in (speaker, mix)]
    return float(np.clip(spreads[0] / max(spreads[1], 1e-3), _LEAST_INTONATION, _MOST_INTONATION))

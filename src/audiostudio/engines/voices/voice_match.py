"""Learns a voice from recordings: looks for the style with which the network sounds most like them.

The published voices nearest to the speaker are mixed. The timbre of the mix is then moved: at once to where published
voices' embeddings foretell the speaker's, and from there, step by step, to where one encoder of voices finds more
likeness. What suits one encoder's whims need not be likeness, so a second one, which is never optimised, chooses which
place on the way was the best, on another sentence.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import nnls

from audiostudio.audio.resample import Resampler
from audiostudio.audio.speech.edges import levels_db
from audiostudio.audio.speech.pitch import track_pitch
from audiostudio.audio.stream import whole
from audiostudio.engines.language.phoneme_table import TOKENS
from audiostudio.engines.speech.second_encoder import SecondEncoder
from audiostudio.engines.speech.speaker_encoder import RATE_HZ as ENCODER_RATE_HZ
from audiostudio.engines.speech.speaker_encoder import Embedding, SpeakerEncoder
from audiostudio.engines.voices.cloned_voice import TIMBRE, ClonedVoice
from audiostudio.engines.voices.evolution import Evolution
from audiostudio.engines.voices.kokoro import RATE_HZ, Kokoro
from audiostudio.engines.voices.performance import VOICED_ABOVE_HZ
from audiostudio.engines.voices.voice_table import VOICES

Floats = NDArray[np.float32]

# Sentences with most of the sounds of English: a voice is sought on the first in turn, so that none is learned by
# heart, and judged on the last.
SOUGHT = (
    "ʃi hˈæd jʊɹ dˈɑɹk sˈut ɪn ɡɹˈisi wˈɑʃ wˈɔTəɹ ɔl jˈɪɹ.",
    "plˈiz pˈʊt ðə fɹˈɛʃ bɹˈɛd ɔn ðə tˈAbəl.",
    "wi wˈɔkt əlˈɔŋ ðə ɹˈɪvəɹ ænd tˈɔkt əbˈWt mjˈuzɪk.",
)
JUDGED = "ðə kwˈɪk bɹˈWn fˈɑks ʤˈʌmps ˌOvəɹ ðə lˈAzi dˈɔɡ, ænd ɹˈʌnz əwˈA fɹʌm ɪt ɔl."

_MOST_MIXED = 6
_DIRECTIONS = 20
GENERATIONS = 6
_POPULATION = 12
_SPREAD = 0.5
_PATIENCE = 2  # generations in a row that the second encoder likes less
# How far embeddings are trusted to foretell a timbre: the less, the nearer to the mean of all voices.
_TRUST = (0.03, 0.1, 0.3)
# What a step away from the start must bring in likeness: keeps the voice among those the network can speak with.
_PRICE_OF_DISTANCE = 0.004
_SEED = 1
_ACTIVE_BELOW_PEAK_DB = 35.0
_SOUNDING_HZ = 4 * VOICED_ABOVE_HZ
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
    data = (files("audiostudio.engines.voices") / "stock_voices.npz").read_bytes()
    with np.load(BytesIO(data), allow_pickle=False) as arrays:
        return StockVoices(arrays["first"].astype(np.float32), arrays["second"].astype(np.float32))


class Line:
    """A sentence that is said again and again, with one rhythm and other timbres.

    Args:
        kokoro: the network.
        phonemes: the sentence.
        styles: the voice's styles, ``(510, 256)``, which give rhythm and melody.
    """

    def __init__(self, kokoro: Kokoro, phonemes: str, styles: Floats) -> None:
        self._kokoro = kokoro
        tokens = [TOKENS[symbol] for symbol in phonemes]
        self.style = styles[len(tokens) - 1 : len(tokens)].copy()
        self._reading = kokoro.read(tokens, self.style)
        self._pitch_hz, self._energy = kokoro.intone(self._reading, self._reading.durations, self.style)
        self.octaves = np.log2(self._pitch_hz[self._pitch_hz > _SOUNDING_HZ])

    def say(self, offset: Floats, semitones: float, beat: Callable[[], None] = lambda: None) -> Floats:
        """Return the sentence at the encoders' rate, pauses cut away.

        Args:
            offset: what to add to the style, ``(256,)``.
            semitones: how much higher than it comes.
            beat: called several times a second; may raise to stop.
        """
        voiced = self._pitch_hz > VOICED_ABOVE_HZ
        pitch_hz = np.where(voiced, self._pitch_hz * np.float32(2 ** (semitones / 12)), self._pitch_hz)
        style = self.style + offset
        sound = self._kokoro.speak(self._reading, self._reading.durations, pitch_hz, self._energy, style, beat)
        return active_speech(whole(sound[None], Resampler(RATE_HZ, ENCODER_RATE_HZ, 1))[0], ENCODER_RATE_HZ)


def active_speech(sound: Floats, sample_rate_hz: int) -> Floats:
    """Return a sound without what lies far below its loudest 5 ms."""
    levels = levels_db(sound, sample_rate_hz)
    hop = round(0.005 * sample_rate_hz)
    heard = np.repeat(levels > levels.max() - _ACTIVE_BELOW_PEAK_DB, hop)[: sound.size]
    return np.asarray(sound[heard], np.float32)


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
    wanted, judged = first.embed(speech), second.embed(speech)
    pitch = track_pitch(speech, ENCODER_RATE_HZ).voiced_hz
    octaves = np.log2(pitch) if pitch.size else np.log2([150.0])
    low, middle, high = np.percentile(octaves, (5, 50, 95))

    shares = _mix(stock.first, wanted)
    mix = ClonedVoice(shares, np.zeros(styles["af_heart"].shape[1], np.float32), 0.0, 1.0, language)
    mixed = mix.styles(styles)
    judging, *sought = (Line(kokoro, phonemes, mixed) for phonemes in (JUDGED, *SOUGHT))
    semitones = float(np.clip(12 * (middle - np.median(judging.octaves)), -_MOST_SEMITONES, _MOST_SEMITONES))
    timbres = np.stack([styles[name][:, TIMBRE].mean(axis=0) for name in VOICES]).astype(np.float64)
    search = _Search(sought, judging, semitones, wanted, judged, first, second, _directions(timbres))
    starts = [_foretold(stock.first, wanted, trust) - shares for trust in _TRUST]
    offset = search.run([np.zeros(timbres.shape[1]), *(start @ timbres for start in starts)], generations, progress)

    said = judging.say(offset, semitones, lambda: progress(1.0))
    by_second = stock.second @ judged
    nearest = int(np.argmax(by_second))
    female = sum(float(share) for voice, share in zip(VOICES.values(), shares, strict=True) if voice.gender == "female")
    return Match(
        voice=ClonedVoice(shares, offset, semitones, _intonation(octaves, judging.octaves), language),
        similarity=float(first.embed(said) @ wanted),
        second_similarity=float(second.embed(said) @ judged),
        stock_voice=list(VOICES)[nearest],
        stock_similarity=float(by_second[nearest]),
        median_pitch_hz=float(2**middle),
        lowest_pitch_hz=float(2**low),
        highest_pitch_hz=float(2**high),
        gender="female" if female > 0.5 else "male",
    )


class _Search:
    """Moves a timbre until the first encoder is content, and remembers the step that the second liked best."""

    def __init__(
        self,
        sought: Sequence[Line],
        judging: Line,
        semitones: float,
        wanted: Embedding,
        judged: Embedding,
        first: SpeakerEncoder,
        second: SecondEncoder,
        directions: NDArray[np.float64],
    ) -> None:
        self._sought, self._judging, self._semitones = sought, judging, semitones
        self._wanted, self._judged = wanted, judged
        self._first, self._second, self._directions = first, second, directions

    def run(self, starts: Sequence[NDArray[np.float64]], generations: int, progress: Callable[[float], None]) -> Floats:
        """Return what to add to the style, ``(256,)``.

        Args:
            starts: timbres to begin at, ``(128,)`` each, of which the one that is liked best is taken.
            generations: how often to move on from there.
            progress: as `match_voice` has it.
        """
        likings = [self._judge(start, lambda: progress(0.0)) for start in starts]
        most = max(likings)
        best = start = starts[likings.index(most)]
        evolution = Evolution(np.zeros(len(self._directions)), _SPREAD, _POPULATION, _SEED)
        since = 0
        for generation in range(generations):
            points = evolution.ask()
            costs = []
            for number, point in enumerate(points):
                done = (generation + number / len(points)) / generations
                line = self._sought[generation % len(self._sought)]
                costs.append(self._cost(line, start, point, lambda done=done: progress(done)))  # type: ignore[misc]
            evolution.tell(np.array(costs))
            reached = start + evolution.mean @ self._directions
            liking = self._judge(reached, lambda done=done: progress(done))  # type: ignore[misc]
            since = 0 if liking > most else since + 1
            if liking > most:
                best, most = reached, liking
            elif since > _PATIENCE:
                break
        progress(1.0)
        return self._offset(best)

    def _cost(
        self, line: Line, start: NDArray[np.float64], point: NDArray[np.float64], beat: Callable[[], None]
    ) -> float:
        said = line.say(self._offset(start + point @ self._directions), self._semitones, beat)
        return _PRICE_OF_DISTANCE * float(point @ point) - float(self._first.embed(said) @ self._wanted)

    def _judge(self, timbre: NDArray[np.float64], beat: Callable[[], None]) -> float:
        said = self._judging.say(self._offset(timbre), self._semitones, beat)
        return float(self._second.embed(said) @ self._judged)

    def _offset(self, timbre: NDArray[np.float64]) -> Floats:
        offset = np.zeros(self._judging.style.shape[1], np.float32)
        offset[TIMBRE] = timbre
        return offset


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


def _directions(timbres: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the directions in which published timbres differ most, each as long as they usually do."""
    _, lengths, axes = np.linalg.svd(timbres - timbres.mean(axis=0), full_matrices=False)
    scaled: NDArray[np.float64] = axes[:_DIRECTIONS] * (lengths[:_DIRECTIONS] / np.sqrt(len(timbres) - 1))[:, None]
    return scaled


def _intonation(speaker: NDArray[np.float64], mix: NDArray[np.float64]) -> float:
    """Return how much farther the speaker's pitch moves than the mix's, by the middle half of both."""
    spreads = [float(np.subtract(*np.percentile(octaves, (75, 25)))) for octaves in (speaker, mix)]
    return float(np.clip(spreads[0] / max(spreads[1], 1e-3), _LEAST_INTONATION, _MOST_INTONATION))

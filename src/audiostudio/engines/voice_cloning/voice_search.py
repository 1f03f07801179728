"""Searches for the timbre with which a voice sounds like somebody.

What suits one encoder of voices need not be likeness but that encoder's preferences, so a second one, which is never
optimised, chooses which place on the way was the best, on another sentence. What no timbre can give, a recording's own
brightness and fullness, a filter adds.
"""

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray

from audiostudio.audio.dsp.resample import Resampler
from audiostudio.audio.dsp.stream import process_all
from audiostudio.audio.speech.tone import apply_tone, tone_db
from audiostudio.audio.speech.trimming import levels_db
from audiostudio.audio.types import Curve, Matrix, Mono, Vector
from audiostudio.engines.speech_recognition.speaker_encoder import RATE_HZ as ENCODER_RATE_HZ
from audiostudio.engines.speech_recognition.speaker_encoder import SpeakerEncoder
from audiostudio.engines.speech_synthesis.cloned_voice import TIMBRE
from audiostudio.engines.speech_synthesis.kokoro import RATE_HZ, Kokoro
from audiostudio.engines.speech_synthesis.prosody import SAMPLE_SENTENCE, SOUNDING_ABOVE_HZ, VOICED_ABOVE_HZ
from audiostudio.engines.text.phoneme_table import TOKENS
from audiostudio.engines.voice_cloning.evolution import Evolution
from audiostudio.engines.voice_cloning.second_encoder import SecondEncoder

Timbre = NDArray[np.float64]

# Sentences with most of the sounds of English: a voice is sought on the first in turn, so that none is learned by
# heart, and judged on the last.
SEARCH_SENTENCES = (
    "ʃi hˈæd jʊɹ dˈɑɹk sˈut ɪn ɡɹˈisi wˈɑʃ wˈɔTəɹ ɔl jˈɪɹ.",
    "plˈiz pˈʊt ðə fɹˈɛʃ bɹˈɛd ɔn ðə tˈAbəl.",
    "wi wˈɔkt əlˈɔŋ ðə ɹˈɪvəɹ ænd tˈɔkt əbˈWt mjˈuzɪk.",
)
JUDGING_SENTENCE = SAMPLE_SENTENCE

_DIRECTIONS = 20
_POPULATION = 12
_SPREAD = 0.5
_PATIENCE = 2  # generations in a row that the second encoder likes less
# What a step away from the start must bring in similarity: keeps the voice among those the network can speak with.
_DISTANCE_COST = 0.004
_SEED = 1
_ACTIVE_BELOW_PEAK_DB = 35.0
# A timbre is measured, filtered and judged by turns: as many as there are starts are heard again; rendering is dear.
_SOUNDS_KEPT = 8
# How far the tone is bent: a recording's room and microphone are in its tone, too.
_MOST_TONE_DB = 6.0


class ProbeSentence:
    """A sentence that is rendered again and again, with one rhythm and other timbres.

    Args:
        kokoro: the network.
        phonemes: the sentence.
        styles: the voice's styles, ``(510, 256)``, which give rhythm and melody.
    """

    def __init__(self, kokoro: Kokoro, phonemes: str, styles: Matrix) -> None:
        self._kokoro = kokoro
        tokens = [TOKENS[symbol] for symbol in phonemes]
        self.style = styles[len(tokens) - 1 : len(tokens)].copy()
        self._encoded = kokoro.encode(tokens, self.style)
        self._pitch_hz, self._energy = kokoro.predict_prosody(self._encoded, self._encoded.durations, self.style)
        self.octaves = np.log2(self._pitch_hz[self._pitch_hz > SOUNDING_ABOVE_HZ])
        self._kept: dict[tuple[bytes, float], Mono] = {}

    def render(self, offset: Vector, semitones: float, tick: Callable[[], None] = lambda: None) -> Mono:
        """Return the sentence at the encoders' rate, pauses cut away.

        Args:
            offset: what to add to the style, ``(256,)``.
            semitones: how much higher than it comes.
            tick: called several times a second; may raise to stop.
        """
        asked = (offset.tobytes(), semitones)
        if asked not in self._kept:
            if len(self._kept) == _SOUNDS_KEPT:
                del self._kept[next(iter(self._kept))]
            self._kept[asked] = self._render(offset, semitones, tick)
        return self._kept[asked]

    def _render(self, offset: Vector, semitones: float, tick: Callable[[], None]) -> Mono:
        voiced = self._pitch_hz > VOICED_ABOVE_HZ
        pitch_hz = np.where(voiced, self._pitch_hz * np.float32(2 ** (semitones / 12)), self._pitch_hz)
        style = self.style + offset
        sound = self._kokoro.decode(self._encoded, self._encoded.durations, pitch_hz, self._energy, style, tick)
        return active_speech(process_all(sound[None], Resampler(RATE_HZ, ENCODER_RATE_HZ, 1))[0], ENCODER_RATE_HZ)


def active_speech(sound: Mono, sample_rate_hz: int) -> Mono:
    """Return a sound, ``(frames,)``, without what lies far below its loudest 5 ms."""
    levels = levels_db(sound, sample_rate_hz)
    hop = round(0.005 * sample_rate_hz)
    active = np.repeat(levels > levels.max() - _ACTIVE_BELOW_PEAK_DB, hop)[: sound.size]
    return np.asarray(sound[active], np.float32)


class Target:
    """A speaker who is to be matched, as two encoders hear them.

    Args:
        speech: what the speaker said, ``(frames,)`` at the encoders' rate, without pauses.
        first: the encoder that is optimised.
        second: the encoder that judges.

    Attributes:
        by_first, by_second: the speaker's embeddings.
    """

    def __init__(self, speech: Mono, first: SpeakerEncoder, second: SecondEncoder) -> None:
        self._first, self._second = first, second
        self.by_first, self.by_second = first.embed(speech), second.embed(speech)
        self._tone_db = tone_db(speech, ENCODER_RATE_HZ)

    def similarity(self, sound: Mono) -> float:
        """Return the cosine of a sound to the speaker by the first encoder."""
        return float(self._first.embed(sound) @ self.by_first)

    def second_similarity(self, sound: Mono) -> float:
        """Return the cosine by the second."""
        return float(self._second.embed(sound) @ self.by_second)

    def tone_difference_db(self, sound: Mono) -> Curve:
        """Return what a sound lacks of the speaker's tone, ``(bands,)``, as far as a filter is to add it."""
        return np.clip(self._tone_db - tone_db(sound, ENCODER_RATE_HZ), -_MOST_TONE_DB, _MOST_TONE_DB)


class TimbreSearch:
    """Moves a timbre until the first encoder is content, and remembers the step that the second liked best.

    Args:
        target: whom to sound like; hears everything through the filter that the timbre needs.
        judging: the sentence on which the second encoder judges.
        searching: those on which the first is optimised.
        semitones: how much higher than they come they are said.
        directions: in which a timbre may be moved, ``(directions, 128)``.
    """

    def __init__(
        self,
        target: Target,
        judging: ProbeSentence,
        searching: Sequence[ProbeSentence],
        semitones: float,
        directions: Timbre,
    ) -> None:
        self._target, self._judging, self._searching = target, judging, searching
        self._semitones, self._directions = semitones, directions

    def run(
        self, starts: Sequence[Timbre], generations: int, progress: Callable[[float], None]
    ) -> tuple[Vector, Curve]:
        """Return what to add to the style, ``(256,)``, and the filter's gains in dB, ``(bands,)``.

        Args:
            starts: timbres to begin at, ``(128,)`` each, of which the one that is liked best is taken.
            generations: how often to move on from there.
            progress: called with the share that is done, several times a second; may raise to stop.
        """
        tick = partial(progress, 0.0)
        similarities = [
            self._second_similarity_of(start, self._gains([self._judging], start, tick), tick) for start in starts
        ]
        best = start = starts[int(np.argmax(similarities))]
        gains_db = self._gains([self._judging, *self._searching], start, tick)
        most = self._second_similarity_of(start, gains_db, tick)
        evolution = Evolution(np.zeros(len(self._directions)), _SPREAD, _POPULATION, _SEED)
        since = 0
        for generation in range(generations):
            line = self._searching[generation % len(self._searching)]
            points = evolution.ask()
            costs = []
            for number, point in enumerate(points):
                tick = partial(progress, (generation + number / len(points)) / generations)
                sound = self._rendered(line, start + point @ self._directions, gains_db, tick)
                costs.append(_DISTANCE_COST * float(point @ point) - self._target.similarity(sound))
            evolution.tell(np.array(costs))
            reached = start + evolution.mean @ self._directions
            similarity = self._second_similarity_of(reached, gains_db, tick)
            since = 0 if similarity > most else since + 1
            if similarity > most:
                best, most = reached, similarity
            elif since > _PATIENCE:
                break
        gains_db = self._gains([self._judging, *self._searching], best, partial(progress, 1.0))
        return self._offset(best), gains_db

    def _second_similarity_of(self, timbre: Timbre, gains_db: Curve, tick: Callable[[], None]) -> float:
        return self._target.second_similarity(self._rendered(self._judging, timbre, gains_db, tick))

    def _gains(self, lines: Sequence[ProbeSentence], timbre: Timbre, tick: Callable[[], None]) -> Curve:
        sounds = [line.render(self._offset(timbre), self._semitones, tick) for line in lines]
        return self._target.tone_difference_db(np.concatenate(sounds))

    def _rendered(self, line: ProbeSentence, timbre: Timbre, gains_db: Curve, tick: Callable[[], None]) -> Mono:
        return apply_tone(line.render(self._offset(timbre), self._semitones, tick), gains_db, ENCODER_RATE_HZ)

    def _offset(self, timbre: Timbre) -> Vector:
        offset = np.zeros(self._judging.style.shape[1], np.float32)
        offset[TIMBRE] = timbre
        return offset


def directions_of(timbres: Timbre) -> Timbre:
    """Return the directions in which published timbres differ most, each as long as they usually do."""
    _, lengths, axes = np.linalg.svd(timbres - timbres.mean(axis=0), full_matrices=False)
    scaled: Timbre = axes[:_DIRECTIONS] * (lengths[:_DIRECTIONS] / np.sqrt(len(timbres) - 1))[:, None]
    return scaled

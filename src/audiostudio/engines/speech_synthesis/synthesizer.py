"""Reads chunks of text aloud: one stream of sound, phrase by phrase, with the time of every word.

Much of the network's work cannot be shared by cores, so two chunks are spoken at once, a core each.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from threading import Event
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from audiostudio.audio.speech.level import PhraseLevel
from audiostudio.audio.speech.pitch_shift import shift_pitch
from audiostudio.audio.speech.time_stretch import stretch
from audiostudio.audio.speech.tone import BANDS, apply_tone
from audiostudio.audio.speech.trimming import AFTER_S, BEFORE_S, FADE_IN_S, FADE_OUT_S, fade, speech_span
from audiostudio.audio.types import Curve, Matrix, Mono
from audiostudio.engines.futures import wait_with_ticks
from audiostudio.engines.speech_synthesis.cloned_voice import ClonedVoice, voices_with
from audiostudio.engines.speech_synthesis.kokoro import MOST_TOKENS, RATE_HZ, RUNS_AT_ONCE, Kokoro
from audiostudio.engines.speech_synthesis.prosody import (
    QUICKEST_IN_MODEL,
    SAMPLE_SENTENCE,
    SLOWEST_IN_MODEL,
    SOUNDING_ABOVE_HZ,
    Controls,
    ProsodyPlan,
    plan_prosody,
    set_durations,
    shape_pitch,
    spread_over_frames,
)
from audiostudio.engines.speech_synthesis.styles import Style, style_named
from audiostudio.engines.speech_synthesis.voice_mix import VoiceMix, parse_mix
from audiostudio.engines.speech_synthesis.word_times import word_spans
from audiostudio.engines.text.phoneme_table import TOKENS
from audiostudio.engines.text.spoken_text import Boundary, Chunk, Mark, Pause, SpokenWord

_NO_CLONES: Mapping[str, ClonedVoice] = MappingProxyType({})
# Silence between chunks, beside the margins above; the network itself pauses 0.1 to 0.3 s at a full stop.
_REST_S: Mapping[Boundary, float] = {"paragraph": 0.60, "sentence": 0.25, "clause": 0.10, "word": 0.0}


@dataclass(frozen=True)
class SpokenTime:
    """A word and when it is said.

    Attributes:
        word: the word.
        start_s, end_s: from the beginning of the encoded.
    """

    word: SpokenWord
    start_s: float
    end_s: float


@dataclass(frozen=True)
class MarkTime:
    """A named place in the text and when it is reached, from the beginning of the stream."""

    mark: Mark
    at_s: float


@dataclass(frozen=True)
class SpokenChunk:
    """The sound of one chunk; end to end, chunks are the whole encoded.

    Attributes:
        sound: ``(frames,)`` float32 at 24 kHz, the silence that follows it included.
        words: when each word is said.
        marks: when each mark is reached.
        boundary: what ends with it.
    """

    sound: Mono
    words: tuple[SpokenTime, ...]
    marks: tuple[MarkTime, ...]
    boundary: Boundary


@dataclass(frozen=True)
class _Phrase:
    """Sound without silence around it, at the network's own level, and its words as frames of it."""

    sound: Mono
    words: tuple[tuple[SpokenWord, int, int], ...]
    items: Sequence[SpokenWord | Mark]


@dataclass(frozen=True)
class _RenderedChunk:
    """A chunk as the network spoke it: what is said and the pauses in between, in order."""

    chunk: Chunk
    speaker: "_Speaker"
    style: Style
    parts: tuple[_Phrase | Pause, ...]


class _Speaker:
    """One voice, or mix of voices, as the network knows it."""

    def __init__(self, kokoro: Kokoro, styles: Matrix, controls: Controls, tone_db: Curve) -> None:
        self._styles, self.controls, self.tone_db = styles, controls, tone_db
        self.level = PhraseLevel()
        tokens = [TOKENS[symbol] for symbol in SAMPLE_SENTENCE]
        style = self.style(len(tokens))
        encoded = kokoro.encode(tokens, style)
        pitch_hz, _ = kokoro.predict_prosody(encoded, encoded.durations, style)
        self.centre_hz = float(np.exp(np.mean(np.log(pitch_hz[pitch_hz > SOUNDING_ABOVE_HZ]))))

    def style(self, token_count: int) -> Matrix:
        """Return the voice as it says that many tokens, ``(1, 256)``."""
        return self._styles[token_count - 1 : token_count]


class Synthesizer:
    """Turns text into speech with the published voices.

    Args:
        kokoro: the network.
        styles: the voices' styles by name, each ``(510, 256)``.
        voice: who speaks where the text names nobody.
        controls: how.
        clones: further voices by name.
    """

    def __init__(
        self,
        kokoro: Kokoro,
        styles: Mapping[str, Matrix],
        voice: VoiceMix,
        controls: Controls,
        clones: Mapping[str, ClonedVoice] = _NO_CLONES,
    ) -> None:
        self._kokoro, self._voice, self._controls, self._clones = kokoro, voice, controls, clones
        self._styles = {**styles, **{name: clone.styles(styles) for name, clone in clones.items()}}
        self._voices = voices_with(clones)
        self._speakers: dict[str, _Speaker] = {}

    def synthesize(self, chunks: Iterable[Chunk], tick: Callable[[], None] = lambda: None) -> Iterator[SpokenChunk]:
        """Yield the sound of each chunk as soon as it is there.

        Args:
            chunks: the text, as `audiostudio.engines.text.front_end` reads it; taken one ahead.
            tick: called several times a second while the network works; may raise to stop.

        Raises:
            AudioError: ``voice_unknown``, ``voice_mix_invalid`` or ``style_unknown``, where the text names one.
        """
        frames = 0
        for rendered in self._rendered(chunks, tick):
            spoken = self._spoken(rendered, frames)
            frames += spoken.sound.size
            yield spoken

    def _rendered(self, chunks: Iterable[Chunk], tick: Callable[[], None]) -> Iterator[_RenderedChunk]:
        """Yield chunks in order, each with the next already in work."""
        abandoned = Event()

        def still_wanted() -> None:
            if abandoned.is_set():
                raise _AbandonedError

        waiting = deque[Future[_RenderedChunk]]()
        with ThreadPoolExecutor(RUNS_AT_ONCE) as pool:
            try:
                for chunk in chunks:
                    speaker = self._speaker(chunk.prosody.voice)
                    waiting.append(pool.submit(self._render, chunk, speaker, still_wanted))
                    if len(waiting) == RUNS_AT_ONCE:
                        yield wait_with_ticks(waiting.popleft(), tick)
                while waiting:
                    yield wait_with_ticks(waiting.popleft(), tick)
            finally:
                abandoned.set()

    def _render(self, chunk: Chunk, speaker: _Speaker, tick: Callable[[], None]) -> _RenderedChunk:
        style = style_named(chunk.prosody.style or self._controls.style)
        groups = _between_pauses(chunk)
        parts = (g if isinstance(g, Pause) else self._phrase(g, speaker, style, tick) for g in groups)
        return _RenderedChunk(chunk, speaker, style, tuple(parts))

    def _spoken(self, rendered: _RenderedChunk, before: int) -> SpokenChunk:
        """Bring a rendered chunk to the voice's level and give its words their times."""
        chunk, style = rendered.chunk, rendered.style
        pieces: list[Mono] = []
        words: list[SpokenTime] = []
        marks: list[MarkTime] = []
        at = before
        for part in rendered.parts:
            if isinstance(part, Pause):
                sound = np.zeros(round(part.duration_s * RATE_HZ), np.float32)
            else:
                level = rendered.speaker.level
                sound = level.apply(part.sound, RATE_HZ, follows=style.is_voiced, more_db=style.volume_db)
                times = [SpokenTime(word, (at + a) / RATE_HZ, (at + b) / RATE_HZ) for word, a, b in part.words]
                marks += _mark_times(part.items, times, at / RATE_HZ, (at + sound.size) / RATE_HZ)
                words += times
            pieces.append(sound)
            at += sound.size
        if words:
            rate_of_rests = min(4.0, max(0.25, self._controls.speed * style.rate))
            rest_s = _REST_S[chunk.boundary] * style.pauses / rate_of_rests
            pieces.append(np.zeros(round(rest_s * RATE_HZ), np.float32))
        return SpokenChunk(np.concatenate(pieces), tuple(words), tuple(marks), chunk.boundary)

    def _speaker(self, name: str | None) -> _Speaker:
        mix = self._voice if name is None else parse_mix(name, self._voices)
        if mix.name not in self._speakers:
            self._speakers[mix.name] = _Speaker(
                self._kokoro, mix.styles(self._styles), self._controls_of(mix), self._tone_of(mix)
            )
        return self._speakers[mix.name]

    def _controls_of(self, mix: VoiceMix) -> Controls:
        """Return what is asked of a voice, on top of the manner in which a cloned one speaks by itself."""
        semitones, intonation = self._controls.pitch_semitones, 1.0
        for voice, share in mix.parts:
            if voice.id in self._clones:
                semitones += share * self._clones[voice.id].pitch_semitones
                intonation += share * (self._clones[voice.id].intonation - 1.0)
        return replace(self._controls, pitch_semitones=semitones, intonation=intonation * self._controls.intonation)

    def _tone_of(self, mix: VoiceMix) -> Curve:
        """Return the gains, ``(bands,)`` in dB, of the filter that a voice's sound goes through."""
        tone_db = np.zeros(BANDS)
        for voice, share in mix.parts:
            if voice.id in self._clones:
                tone_db += share * self._clones[voice.id].tone_db
        return tone_db

    def _phrase(
        self, items: Sequence[SpokenWord | Mark], speaker: _Speaker, style: Style, tick: Callable[[], None]
    ) -> _Phrase:
        """Speak words that follow one another without a pause that was asked for."""
        words = [item for item in items if isinstance(item, SpokenWord)]
        if not words:
            return _Phrase(np.zeros(0, np.float32), (), items)
        words = [replace(words[0], lead=words[0].lead.lstrip()), *words[1:]]
        tokens = [TOKENS[symbol] for word in words for symbol in word.symbols]
        if len(tokens) > MOST_TOKENS:
            raise ValueError(f"{len(tokens)} tokens are more than the network takes at once, {MOST_TOKENS}")
        voice = speaker.style(len(tokens))
        plan = plan_prosody(words, style)
        encoded = self._kokoro.encode(tokens, voice)
        timing = set_durations(encoded.durations, plan, self._controls.speed * style.rate)
        pitch_hz, energy = self._kokoro.predict_prosody(encoded, timing.durations, voice)
        contour = shape_pitch(pitch_hz, timing.durations, plan, speaker.controls, style, speaker.centre_hz)
        sound = self._kokoro.decode(encoded, timing.durations, contour.pitch_hz, energy, voice, tick)
        if contour.beyond_semitones.any():
            sound = shift_pitch(sound, RATE_HZ, contour.pitch_hz, contour.beyond_semitones)
        if speaker.tone_db.any():
            sound = apply_tone(sound, speaker.tone_db, RATE_HZ)
        sound = _with_volumes(sound, plan, timing.durations)
        # Margins shrink and grow with the words, or quick speech would be slower than it is asked to be.
        model_speed = float(np.clip(self._controls.speed * style.rate, SLOWEST_IN_MODEL, QUICKEST_IN_MODEL))
        start, end = speech_span(sound, RATE_HZ, before_s=BEFORE_S / model_speed, after_s=AFTER_S / model_speed)
        frames = round((end - start) * timing.stretch)
        cut = stretch(fade(sound[start:end], RATE_HZ, in_s=FADE_IN_S, out_s=FADE_OUT_S), RATE_HZ, frames)
        spans = word_spans(words, timing.durations, sound)
        spans = np.clip(np.rint((spans - start) * timing.stretch), 0, frames).astype(np.int64)
        return _Phrase(cut, tuple(zip(words, *spans.T.tolist(), strict=True)), items)


class _AbandonedError(Exception):
    """Nobody waits for this chunk any more."""


def _between_pauses(chunk: Chunk) -> Iterator[Pause | list[SpokenWord | Mark]]:
    group: list[SpokenWord | Mark] = []
    for item in chunk.items:
        if isinstance(item, Pause):
            yield group
            yield item
            group = []
        else:
            group.append(item)
    yield group


def _mark_times(
    group: Sequence[SpokenWord | Mark], times: Sequence[SpokenTime], start_s: float, end_s: float
) -> Iterator[MarkTime]:
    """Yield each mark with the start of the word that follows it, or the end of the phrase."""
    said = 0
    for item in group:
        if isinstance(item, SpokenWord):
            said += 1
        elif not times:
            yield MarkTime(item, start_s)
        else:
            yield MarkTime(item, times[said].start_s if said < len(times) else end_s)


def _with_volumes(sound: Mono, plan: ProsodyPlan, durations: NDArray[np.int64]) -> Mono:
    if not plan.volumes_db.any():
        return sound
    volumes_db = spread_over_frames(plan.volumes_db, durations)
    middles = (np.arange(volumes_db.size) + 0.5) * (sound.size / volumes_db.size)
    gains = 10 ** (np.interp(np.arange(sound.size), middles, volumes_db) / 20)
    return (sound * gains).astype(np.float32)

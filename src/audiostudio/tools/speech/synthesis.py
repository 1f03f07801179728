"""Speaks with the product's own voices: text part by part through the front-end and the network into one sound."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audiostudio.engines.speech_synthesis.cloned_voice import ClonedVoice, voices_with
from audiostudio.engines.speech_synthesis.kokoro import RATE_HZ, Kokoro
from audiostudio.engines.speech_synthesis.prosody import Controls
from audiostudio.engines.speech_synthesis.synthesizer import MarkTime, SpokenChunk, SpokenTime, Synthesizer
from audiostudio.engines.speech_synthesis.voice_mix import VoiceMix, cloned_names, parse_mix
from audiostudio.engines.text.front_end import read_text
from audiostudio.engines.text.spoken_text import Chunk
from audiostudio.engines.weights.checkpoints import read_safetensors
from audiostudio.engines.weights.store import ModelStore
from audiostudio.tools.base import Progress, ToolContext
from audiostudio.tools.speech.output import speech_tags, write_speech
from audiostudio.tools.speech.params import SpeechSegment, SpeechSynthesisParams
from audiostudio.tools.speech.text import check_text

_SPEAKING_SHARE = 0.98


@dataclass
class SpokenPassage:
    """What one voice says in a row."""

    text: str
    voice: str
    times: list[SpokenTime] = field(default_factory=list)


class SpeechRenderer:
    """A text being spoken: yields sound, and keeps what was said when.

    Args:
        params: what is to be said, by whom and how.
        context: where the weights are.
        progress: called several times a second with the share of the text that has been said; may raise to stop.

    Attributes:
        voices: who can be asked to speak, by name.
        spoken: what was said so far.
        marks: the marks that were reached so far.

    Raises:
        AudioError, audiostudio.engines.text.errors.TextError: the text cannot be read; all of it is looked at.
        audiostudio.engines.weights.errors.ModelMissing: the voices' weights are not installed.
    """

    def __init__(self, params: SpeechSynthesisParams, context: ToolContext, progress: Progress) -> None:
        self._params, self._context, self._progress = params, context, progress
        self._store = ModelStore(context.models_dir)
        styles = read_safetensors(self._store.path("kokoro-voices"))
        clones = {name: _cloned_voice(path, params.similarity) for name, path in context.voices.items()}
        self.voices = voices_with(clones)
        check_text(params, self.voices)
        kokoro = Kokoro(self._store.path(Kokoro.model), use_cpu=context.use_cpu, threads=context.threads)
        self._synthesizers: dict[tuple[str, Controls], Synthesizer] = {}
        self._new_synthesizer: Callable[[VoiceMix, Controls], Synthesizer] = lambda mix, controls: Synthesizer(
            kokoro, styles, mix, controls, clones
        )
        self.spoken: list[SpokenPassage] = []
        self.marks: list[MarkTime] = []

    @cached_property
    def is_clone(self) -> bool:
        """Whether a voice of the request was learned from somebody's recordings."""
        return bool(cloned_names(self._params.model_dump_json()))

    @property
    def tags(self) -> dict[str, str]:
        """The tags of the sound."""
        voice = "cloned voice" if cloned_names(self._params.voice) else self._params.voice
        return speech_tags(self._params.parts[0].text, voice=voice, model="Kokoro-82M", is_clone=self.is_clone)

    @property
    def words(self) -> int:
        """How many words were said."""
        return sum(len(spoken.times) for spoken in self.spoken)

    def blocks(self) -> Iterator[NDArray[np.float32]]:
        """Yield mono sound at 24 kHz, ``(1, frames)``, chunk by chunk."""
        frames = characters = 0
        for part in self._params.parts:
            mix = parse_mix(part.voice or self._params.voice, self.voices)
            part_start_s, reached = frames / RATE_HZ, characters

            def tick() -> None:
                share = min(1.0, reached / self._params.characters)  # noqa: B023 - called before the loop goes on
                self._progress(_SPEAKING_SHARE * share, "speaking")

            for chunk in self._synthesizer(mix, part).synthesize(self._chunks(part, mix), tick):
                self._keep(chunk, part, mix, part_start_s)
                frames += chunk.sound.size
                reached = characters + max((time.word.source_end for time in chunk.words), default=0)
                yield chunk.sound[None]
            rest = round(part.pause_after_s * RATE_HZ)
            frames += rest
            characters += len(part.text)
            yield np.zeros((1, rest), np.float32)

    def _synthesizer(self, mix: VoiceMix, part: SpeechSegment) -> Synthesizer:
        asked = self._params
        controls = Controls(
            speed=asked.speed if part.speed is None else part.speed,
            pitch_semitones=asked.pitch_semitones if part.pitch_semitones is None else part.pitch_semitones,
            stability=asked.stability,
            intonation=asked.intonation,
            style=part.style or asked.style,
        )
        key = mix.name, controls
        if key not in self._synthesizers:
            self._synthesizers[key] = self._new_synthesizer(mix, controls)
        return self._synthesizers[key]

    def _chunks(self, part: SpeechSegment, mix: VoiceMix) -> Iterator[Chunk]:
        return read_text(
            part.text,
            mix.main.language,
            models=self._store.path,
            markup=self._params.markup,
            dictionary={**self._context.pronunciations, **self._params.pronunciations},
        )

    def _keep(self, chunk: SpokenChunk, part: SpeechSegment, mix: VoiceMix, before_s: float) -> None:
        for time in chunk.words:
            voice = time.word.prosody.voice or mix.name
            last = self.spoken[-1] if self.spoken else None
            if last is None or last.voice != voice or last.text is not part.text:
                last = SpokenPassage(part.text, voice)
                self.spoken.append(last)
            last.times.append(SpokenTime(time.word, before_s + time.start_s, before_s + time.end_s))
        self.marks += [MarkTime(mark.mark, before_s + mark.at_s) for mark in chunk.marks]


def synthesize_to_file(
    params: SpeechSynthesisParams, path: Path, context: ToolContext, progress: Progress
) -> tuple[SpeechRenderer, dict[str, Any]]:
    """Write what is said to ``path``; return the renderer, which knows what was said when, and facts of the file.

    Raises:
        ToolError: what is wrong with the text.
        audiostudio.engines.weights.store.ModelMissing: the voices' weights are not installed.
    """
    progress(0.0, "loading the voices")
    renderer = SpeechRenderer(params, context, progress)
    frames = write_speech(
        path,
        renderer.blocks(),
        RATE_HZ,
        params.audio_format,
        params.sample_rate_hz,
        tags=renderer.tags,
    )
    return renderer, {
        "duration_s": round(frames / params.sample_rate_hz, 3),
        "sample_rate_hz": params.sample_rate_hz,
        "channels": 1,
        "words": renderer.words,
    }


def _cloned_voice(path: Path, similarity: float) -> ClonedVoice:
    voice = ClonedVoice.read(path)
    share = np.float32(similarity)
    return replace(voice, offset=share * voice.offset, tone_db=share * voice.tone_db)

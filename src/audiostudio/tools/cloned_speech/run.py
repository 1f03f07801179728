"""Reads a text aloud in the voice of references: prepares them, has the text said piece by piece, writes it."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np

from audiostudio.audio.codecs import open_audio
from audiostudio.audio.dsp.downmix import as_mono, as_mono_or_stereo
from audiostudio.audio.dsp.resample import Resampler
from audiostudio.audio.dsp.stream import process_stream
from audiostudio.audio.errors import AudioError
from audiostudio.audio.speech.level import PhraseLevel
from audiostudio.audio.speech.time_stretch import stretch
from audiostudio.audio.speech.trimming import AFTER_S, BEFORE_S, FADE_IN_S, FADE_OUT_S, fade, speech_span
from audiostudio.audio.types import Audio, Mono
from audiostudio.engines.external.errors import EngineFailed
from audiostudio.engines.external.speech import ExternalEngine, ReferenceVoice
from audiostudio.engines.external.voice_engines import VOICE_ENGINES, VoiceEngineRow
from audiostudio.engines.text.dictionary import Dictionary
from audiostudio.engines.text.plain_text import text_pieces
from audiostudio.engines.text.spoken_text import Boundary
from audiostudio.tools.base import Output, Progress, ToolContext, ToolError, ToolResult
from audiostudio.tools.cloned_speech.params import ClonedSpeechParams
from audiostudio.tools.several_files import naming
from audiostudio.tools.speech.output import speech_tags, write_speech

_LEAST_REFERENCE_S = 1.0
_READ_S = 120.0  # of a recording that begins with silence
_SPEAKING_SHARE = 0.98
_REST_S: Mapping[Boundary, float] = {"paragraph": 0.60, "sentence": 0.25, "clause": 0.10, "word": 0.05}


def synthesize_cloned_speech(
    params: ClonedSpeechParams, out_dir: Path, context: ToolContext, progress: Progress
) -> ToolResult:
    """Do what `audiostudio.tools.cloned_speech.tool.ClonedSpeech.run` promises."""
    row = VOICE_ENGINES[params.engine]
    engine = ExternalEngine(row, context.models_dir, use_cpu=context.use_cpu, threads=context.threads)
    voice = _voice(params, row, context, progress)
    path = out_dir / f"speech{params.audio_format.extension}"
    frames = write_speech(
        path,
        _sounds(Dictionary(context.pronunciations).respelled(params.text), params, engine, voice, progress),
        row.rate_hz,
        params.audio_format,
        params.sample_rate_hz,
        tags=speech_tags(
            params.text,
            voice=params.speaker or "A recorded voice",
            model=row.title,
            is_clone=not params.speaker,
        ),
    )
    facts = {
        "duration_s": round(frames / params.sample_rate_hz, 3),
        "sample_rate_hz": params.sample_rate_hz,
        "channels": 1,
    }
    progress(1.0, "done")
    report = {
        "engine": row.name,
        "model": row.title,
        "licence": row.weights_licence,
        "synthetic": True,
        "voice": params.voice,
        "references": len(voice.references),
        "language": params.language,
        "characters": len(params.text),
        **facts,
    }
    return ToolResult(
        outputs=(Output(path, "speech", "voiceover", params.audio_format.media_type, facts),), report=report
    )


def _voice(params: ClonedSpeechParams, row: VoiceEngineRow, context: ToolContext, progress: Progress) -> ReferenceVoice:
    if params.speaker:
        if context.references:
            raise ToolError(
                "reference_not_wanted",
                f"{params.voice} is a voice that {row.title} brings; leave the references out, or ask for {row.name}.",
            )
        return ReferenceVoice(name=params.speaker)
    if not context.references:
        raise ToolError(
            "reference_missing", f"{row.title} speaks in the voice of recordings; send one to five as references."
        )
    if not params.consent:
        raise ToolError(
            "consent_missing",
            "A voice is only used if the person whose it is has agreed: say so with consent, if they have.",
        )
    share_s = row.reference_s / len(context.references)
    references = []
    for number, path in enumerate(context.references, start=1):
        progress(0.0, "hearing the references")
        with naming(f"Reference {number}"):
            references.append(_reference(path, row.reference_rate_hz, share_s, progress))
    return ReferenceVoice(references=tuple(references))


def _reference(path: Path, rate_hz: int, most_s: float, progress: Progress) -> Mono:
    """Return the first ``most_s`` seconds from where a recording begins to speak, mono.

    Raises:
        AudioError: ``audio_silent``, ``audio_too_short``, or it is no sound.
    """
    with open_audio(path) as reader:
        blocks, _ = as_mono_or_stereo(reader.blocks(), reader.channels)

        def begin() -> Iterator[Audio]:
            frames = 0
            for block in blocks:
                progress(0.0, "hearing the references")
                yield block
                frames += block.shape[1]
                if frames >= _READ_S * reader.sample_rate_hz:
                    return

        resampler = Resampler(reader.sample_rate_hz, rate_hz, channels=1)
        sound = np.concatenate(list(process_stream(as_mono(begin(), reader.sample_rate_hz), [resampler])), axis=1)[0]
    start, end = speech_span(sound, rate_hz, before_s=0.1, after_s=0.1)
    if start == end:
        raise AudioError("audio_silent", "there is nothing to hear in it; send a recording of the voice.")
    if end - start < _LEAST_REFERENCE_S * rate_hz:
        raise AudioError("audio_too_short", "there is less than a second to hear in it; ten seconds are better.")
    reference: Mono = np.clip(sound[start : min(end, start + round(most_s * rate_hz))], -1, 1)
    return reference


def _sounds(
    text: str, params: ClonedSpeechParams, engine: ExternalEngine, voice: ReferenceVoice, progress: Progress
) -> Iterator[Audio]:
    """Yield what is said, ``(1, frames)``, piece by piece with the rests between."""
    row = engine.row
    pieces = list(text_pieces(text, row.most_characters_of.get(params.language, row.most_characters)))
    lengths = [len(piece) for piece, _ in pieces]
    done = 0

    def tick(fraction: float, message: str) -> None:
        said = sum(lengths[:done]) + fraction * sum(lengths[done : done + 1])
        progress(_SPEAKING_SHARE * said / sum(lengths), message)

    level = PhraseLevel()
    spoken = engine.speak([piece for piece, _ in pieces], voice, params.language, params.seed, tick)
    for (piece, boundary), sound in zip(pieces, spoken, strict=True):
        done += 1
        start, end = speech_span(sound, row.rate_hz, before_s=BEFORE_S, after_s=AFTER_S)
        if start == end:
            raise EngineFailed(f"{row.title} said nothing for {piece[:40]!r}; another seed may help.")
        cut = fade(sound[start:end], row.rate_hz, in_s=FADE_IN_S, out_s=FADE_OUT_S)
        yield level.apply(stretch(cut, row.rate_hz, round(cut.size / params.speed)), row.rate_hz)[None]
        rest_s = _REST_S[boundary] / params.speed if done < len(pieces) else 0.0
        yield np.zeros((1, round(rest_s * row.rate_hz)), np.float32)
